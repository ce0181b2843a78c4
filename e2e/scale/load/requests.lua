-- wrk's side: sends the requests of a file in turn, looks at every answer, and prints what it saw as JSON.
-- A line of the file: method, path, headers ("name: value|…"), body, by tabs.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  prefix = os.getenv("BENCH_PREFIX") or ""
  prepared, sent, rounds, wrong, kinds, lengths, first = {}, 0, 0, 0, 0, {}, ""
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local method, path, fields, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    for field in fields:gmatch("[^|]+") do
      local name, value = field:match("^([^:]+): (.*)$")
      headers[name] = value
    end
    table.insert(prepared, wrk.format(method, path, headers, body ~= "" and body or nil))
  end
end

function request()
  sent = sent + 1
  if sent > #prepared then
    sent = 1
    rounds = rounds + 1
  end
  return prepared[sent]
end

function response(status, headers, body)
  if status ~= 200 or body:sub(1, #prefix) ~= prefix then
    wrong = wrong + 1
    if first == "" then first = status .. " " .. body:sub(1, 300) end
  end
  -- So that answering everything with one page would be seen.
  if kinds < 1000 and not lengths[#body] then
    lengths[#body] = true
    kinds = kinds + 1
  end
end

function done(summary, latency, requests)
  local wrong, kinds, rounds, first = 0, 0, 0, ""
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
    kinds = math.max(kinds, thread:get("kinds"))
    rounds = math.max(rounds, thread:get("rounds"))
    first = thread:get("first")
  end
  local e = summary.errors
  io.write(string.format('\nRESULT {"requests":%d,"seconds":%f,"bytes":%d,"p50":%f,"p99":%f,"failed":%d,"wrong":%d,"kinds":%d,"rounds":%d,"first":"%s"}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.timeout, wrong, kinds, rounds, first:gsub("[%c\\\"]", "'")))
end
