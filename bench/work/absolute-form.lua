-- wrk sends a path verbatim, so a whole URL makes it an HTTP proxy's client. Usage: wrk … -s absolute-form.lua PROXY -- URL [PAUSE]
-- PAUSE: milliseconds that each connection waits between an answer and its next request, in the mean; 0 to twice that.
-- Prints one line of JSON at the end; latencies are milliseconds.
function init(args)
  local url = args[1]
  local host = url:match("^http://([^/]+)")
  request_bytes = "GET " .. url .. " HTTP/1.1\r\nHost: " .. host .. "\r\nAccept: text/html,*/*;q=0.8\r\n\r\n"
  local pause = tonumber(args[2])
  if pause then
    delay = function() return math.floor(math.random() * 2 * pause + 0.5) end
  end
end

function request()
  return request_bytes
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"refused":%d,"broken":%d,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
