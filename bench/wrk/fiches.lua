-- SPDX-License-Identifier: AGPL-3.0-or-later
-- POST of a record as the form sends it, under a key that is different each time. Arguments: path, prefix of the keys, cookie, token.
local path, prefix, n = "", "", 0
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local after = "&type=individuel&themes=email&duree=30&dispositif=autre&lieu_type=lieu_activite&jour="

function init(args)
    path, prefix = args[1], args[2]
    headers["Cookie"] = args[3]
    after = "&jeton=" .. args[4] .. after .. args[5]
end

function request()
    n = n + 1
    return wrk.format("POST", path, headers, "cle=" .. prefix .. string.format("%012d", n) .. after)
end

function done(summary, latency, _)
    local e = summary.errors
    print(string.format("BENCH %.1f %.3f %.3f %d", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
