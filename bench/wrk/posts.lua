-- SPDX-License-Identifier: AGPL-3.0-or-later
-- POST of a 319-byte JSON whose key is different each time. Arguments: path, prefix of the keys (12 characters).
local path, prefix, n = "", "", 0
local headers = { ["Content-Type"] = "application/json" }
local before = '{"cle":"'
local after = '","jour":"2026-11-23","type":"atelier","commune":"28085","duree_min":90,"personnes":8,"themes":' ..
    '"Prendre en main un ordinateur|Envoyer et recevoir des courriels","note":"Atelier du banc de test : ' ..
    'chacun repart avec une feuille de route et revient la semaine prochaine avec ses questions"}'

function init(args)
    path, prefix = args[1], args[2]
end

function request()
    n = n + 1
    return wrk.format("POST", path, headers, before .. prefix .. string.format("%012d", n) .. after)
end

function done(summary, latency, _)
    local e = summary.errors
    print(string.format("BENCH %.1f %.3f %.3f %d %d", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout, summary.bytes / math.max(summary.requests, 1)))
end
