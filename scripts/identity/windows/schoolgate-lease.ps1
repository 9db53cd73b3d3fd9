#Requires -Version 5.1
<#
.SYNOPSIS
  Tells the filter who uses this computer (docs/identity.md).
.DESCRIPTION
  Runs as SYSTEM from two scheduled tasks (install-lease-tasks.ps1), never as the person: the token must stay unreadable
  for whoever is logged on. Without -LoggedOff it names whoever is logged on at the console, or ends the lease when nobody
  is; with -LoggedOff it ends the lease.
#>
[CmdletBinding()]
param(
    [string] $Folder = (Join-Path $env:ProgramData 'Schoolgate'),
    [switch] $LoggedOff
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-OwnAddress([string] $FilterHost) {
    # A connected UDP socket sends nothing; it only asks the routing table which address faces the filter.
    $remote = [System.Net.Dns]::GetHostAddresses($FilterHost) | Select-Object -First 1
    $socket = New-Object System.Net.Sockets.Socket($remote.AddressFamily, [System.Net.Sockets.SocketType]::Dgram, [System.Net.Sockets.ProtocolType]::Udp)
    try {
        $socket.Connect($remote, 9)
        return ([System.Net.IPEndPoint] $socket.LocalEndPoint).Address.ToString().Split('%')[0]
    }
    finally {
        $socket.Dispose()
    }
}

function Get-ConsoleUser {
    # DOMAIN\user, or empty at the log-on screen. The directory's name alone is what policies and reports speak of.
    $name = (Get-CimInstance -ClassName Win32_ComputerSystem).UserName
    if ([string]::IsNullOrEmpty($name)) { return $null }
    return $name.Split('\')[-1]
}

function Assert-OnlySystemReads([string] $Path) {
    $allowed = @('S-1-5-18', 'S-1-5-32-544') # SYSTEM, Administrators
    foreach ($rule in (Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])) {
        if ($rule.AccessControlType -eq 'Allow' -and $allowed -notcontains $rule.IdentityReference.Value) {
            throw "$Path can be read by $($rule.IdentityReference.Value). Only SYSTEM and Administrators may."
        }
    }
}

function Invoke-LeaseRequest([string] $Method, [string] $Path, [string] $Body) {
    $request = @{
        Method     = $Method
        Uri        = "$($settings.api.TrimEnd('/'))$Path"
        Headers    = @{ Authorization = "Bearer $token" }
        TimeoutSec = 15
    }
    if ($Body) {
        $request.ContentType = 'application/json; charset=utf-8'
        $request.Body = [System.Text.Encoding]::UTF8.GetBytes($Body)
    }
    Invoke-RestMethod @request | Out-Null
}

# A log-off and the next log-on may come together: one after the other, or the second person would lose the lease.
$mutex = New-Object System.Threading.Mutex($false, 'Global\SchoolgateLease')
$held = $false
try {
    try { $held = $mutex.WaitOne([TimeSpan]::FromSeconds(60)) }
    catch [System.Threading.AbandonedMutexException] { $held = $true }

    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    $settings = Get-Content -LiteralPath (Join-Path $Folder 'lease.json') -Raw -Encoding UTF8 | ConvertFrom-Json
    $tokenPath = Join-Path $Folder 'lease.token'
    Assert-OnlySystemReads $tokenPath
    $token = (Get-Content -LiteralPath $tokenPath -Raw).Trim()

    $address = Get-OwnAddress $settings.filter
    $user = if ($LoggedOff) { $null } else { Get-ConsoleUser }
    if ($null -eq $user) {
        Invoke-LeaseRequest 'Delete' "/api/v1/leases?ip=$([Uri]::EscapeDataString($address))" ''
    }
    else {
        $lease = [ordered] @{ ip = $address; user = $user; computer = $env:COMPUTERNAME; ttlSeconds = [int] $settings.ttlSeconds }
        if ($settings.PSObject.Properties['school'] -and $settings.school) { $lease.school = $settings.school }
        Invoke-LeaseRequest 'Put' '/api/v1/leases' (ConvertTo-Json -InputObject @($lease) -Compress)
    }
}
catch {
    # Neither the token nor the person: this file is for whoever looks after the computer.
    $line = "{0:u} {1}" -f [DateTime]::UtcNow, $_.Exception.Message
    Set-Content -LiteralPath (Join-Path $Folder 'last-error.txt') -Value $line -Encoding UTF8
    exit 1
}
finally {
    if ($held) { $mutex.ReleaseMutex() }
    $mutex.Dispose()
}
