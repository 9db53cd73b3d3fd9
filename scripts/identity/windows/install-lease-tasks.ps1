#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs the scheduled tasks that keep this computer's lease with the filter true (docs/identity.md).
.EXAMPLE
  .\install-lease-tasks.ps1 -Api https://filter.school.example:8080 -Filter filter.school.example -School north -TokenPath \\server\deploy$\lease.token
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Api,
    [Parameter(Mandatory)] [string] $Filter,
    [Parameter(Mandatory)] [string] $TokenPath,
    [string] $School,
    [ValidateRange(300, 86400)] [int] $TtlSeconds = 1800
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$folder = Join-Path $env:ProgramData 'Schoolgate'
New-Item -ItemType Directory -Path $folder -Force | Out-Null
# The folder first: what is put into it is never readable for others, not even for a moment.
& icacls.exe $folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The folder $folder could not be closed to others." }

$settings = [ordered] @{ api = $Api; filter = $Filter; ttlSeconds = $TtlSeconds }
if ($School) { $settings.school = $School }
Set-Content -LiteralPath (Join-Path $folder 'lease.json') -Value ($settings | ConvertTo-Json) -Encoding UTF8
Set-Content -LiteralPath (Join-Path $folder 'lease.token') -Value (Get-Content -LiteralPath $TokenPath -Raw).Trim() -Encoding ASCII
$script = Join-Path $folder 'schoolgate-lease.ps1'
Copy-Item -LiteralPath (Join-Path $PSScriptRoot 'schoolgate-lease.ps1') -Destination $script -Force

function Register-LeaseTask([string] $Name, [string] $Triggers, [string] $Arguments) {
    # As XML, since Register-ScheduledTask has no parameters for session changes and events.
    $xml = @"
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>$Triggers</Triggers>
  <Principals><Principal id="System"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>Queue</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT2M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="System">
    <Exec><Command>powershell.exe</Command><Arguments>-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$script" $Arguments</Arguments></Exec>
  </Actions>
</Task>
"@
    Register-ScheduledTask -TaskName $Name -TaskPath '\Schoolgate\' -Xml $xml -Force | Out-Null
}

$logon = @'
<LogonTrigger/>
<SessionStateChangeTrigger><StateChange>SessionUnlock</StateChange></SessionStateChangeTrigger>
<SessionStateChangeTrigger><StateChange>ConsoleConnect</StateChange></SessionStateChangeTrigger>
<TimeTrigger><Repetition><Interval>PT10M</Interval></Repetition><StartBoundary>2024-01-01T00:00:00</StartBoundary></TimeTrigger>
'@
# Winlogon's notification of a log-off.
$logoff = @'
<EventTrigger><Subscription>&lt;QueryList&gt;&lt;Query Id="0" Path="System"&gt;&lt;Select Path="System"&gt;*[System[Provider[@Name='Microsoft-Windows-Winlogon'] and EventID=7002]]&lt;/Select&gt;&lt;/Query&gt;&lt;/QueryList&gt;</Subscription></EventTrigger>
'@

Register-LeaseTask 'Lease' $logon ''
Register-LeaseTask 'Lease end' $logoff '-LoggedOff'
Start-ScheduledTask -TaskPath '\Schoolgate\' -TaskName 'Lease'
