-- SPDX-License-Identifier: AGPL-3.0-or-later
-- GET of each address of a file in turn, one a line. Arguments: the file; a cookie, or nothing.
local requests, at = {}, 0

function init(args)
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path, args[2] and { Cookie = args[2] })
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency, _)
    local e = summary.errors
    print(string.format("BENCH %.1f %.3f %.3f %d %d", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout, summary.bytes / math.max(summary.requests, 1)))
end
