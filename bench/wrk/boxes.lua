-- SPDX-License-Identifier: AGPL-3.0-or-later
-- GET with each box of boxes.txt in turn. Arguments: file of boxes, what comes before a box, what comes after it;
-- or, with "@" as the third one, the number of the box instead of its text (files of nginx).
local requests, at = {}, 0

function init(args)
    local n = 0
    for box in io.lines(args[1]) do
        local name = args[3] == "@" and (n .. ".json") or (box .. (args[3] or ""))
        requests[n + 1] = wrk.format("GET", args[2] .. name)
        n = n + 1
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
