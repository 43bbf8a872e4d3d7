-- SPDX-License-Identifier: AGPL-3.0-or-later
-- GET of the first pages of a list in turn. Arguments: URL of the first page, URL of another one without its number.
local requests, at = {}, 0

function init(args)
    requests[1] = wrk.format("GET", args[1])
    for page = 2, 40 do
        requests[page] = wrk.format("GET", args[2] .. page)
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
