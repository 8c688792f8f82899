-- Asks tokenstile-gateway about a request. Whatever goes wrong, the request does not pass.

local GATEWAY = "http://127.0.0.1:4180/verify"
local SOCKET = nil

-- The headers that say who is calling: a client's are always taken off.
local IDENTITY = {
  "X-Auth-Status",
  "X-Auth-Issuer",
  "X-User-Id",
  "X-User-Roles",
  "X-User-Scopes",
  "X-Client-Id",
  "X-Auth-Time",
  "X-Token-Jti",
}

-- What belongs to a connection, or is set below.
local OWN = {
  ["connection"] = true, ["content-length"] = true, ["transfer-encoding"] = true, ["host"] = true,
  ["expect"] = true, ["keep-alive"] = true, ["te"] = true, ["proxy-connection"] = true,
  ["x-forwarded-method"] = true, ["x-forwarded-proto"] = true, ["x-forwarded-host"] = true,
  ["x-forwarded-uri"] = true, ["x-forwarded-for"] = true,
}

-- What may be named in Connection: anything else would be taken off on the way.
local HOPS = { ["close"] = true, ["keep-alive"] = true, ["upgrade"] = true, ["te"] = true, ["http2-settings"] = true }

-- What a client gets of a refusal.
local HANDED_ON = { "www-authenticate", "cache-control", "content-type", "retry-after", "dpop-nonce", "vary" }

local function answer(txn, status, headers, body)
  local reply = txn:reply({ status = status })
  for name, values in pairs(headers) do
    for _, value in pairs(values) do reply:add_header(name, value) end
  end
  reply:set_body(body or "")
  txn:done(reply)
end

local UNAVAILABLE = { ["cache-control"] = { "no-store" }, ["retry-after"] = { "1" }, ["content-type"] = { "application/json" } }

local function names_other_hops(values)
  for _, value in pairs(values or {}) do
    for token in string.gmatch(value, "[^,]+") do
      local name = string.lower(token):match("^%s*(.-)%s*$")
      if name ~= "" and not HOPS[name] then return true end
    end
  end
  return false
end

core.register_action("tokenstile", { "http-req" }, function(txn)
  local given = txn.http:req_get_headers()
  if names_other_hops(given["connection"]) then return answer(txn, 400, {}, "") end
  if given["host"] == nil then return answer(txn, 400, {}, "") end

  -- By HTTP/2 and 3 the target names the host, and only its path goes to the backend.
  local target = txn.sf:url()
  if target:sub(1, 1) ~= "/" then
    local authority, path = target:match("^https?://([^/?#]*)(/.*)$")
    if path == nil or string.lower(authority) ~= string.lower(given["host"][0]) then return answer(txn, 400, {}, "") end
    target = path
  end

  local headers = {}
  -- The gateway sees all that the client sent, and refuses what only the gateway may send, in any spelling.
  for name, values in pairs(given) do
    if not OWN[name] then
      local list = {}
      for _, value in pairs(values) do table.insert(list, value) end
      headers[name] = list
    end
  end
  local hosts = {}
  for _, value in pairs(given["host"]) do table.insert(hosts, value) end
  headers["host"] = { "tokenstile" }
  headers["x-forwarded-method"] = { txn.sf:method() }
  headers["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" }
  headers["x-forwarded-host"] = hosts
  headers["x-forwarded-uri"] = { target }
  headers["x-forwarded-for"] = { txn.sf:src() }

  local ok, said = pcall(function()
    local client = core.httpclient()
    return client:get({ url = GATEWAY, dst = SOCKET, headers = headers, timeout = 10000 })
  end)
  local status = ok and said and said.status or 0
  if status == 200 then
    for _, name in ipairs(IDENTITY) do
      txn.http:req_del_header(name)
      local values = said.headers[string.lower(name)]
      local value = values and values[0]
      if value ~= nil and value ~= "" then txn.http:req_set_header(name, value) end
    end
    return
  end
  if status == 400 or status == 401 or status == 403 or status == 500 or (status == 503 and said.headers["cache-control"]) then
    local kept = {}
    for _, name in ipairs(HANDED_ON) do kept[name] = said.headers[name] end
    return answer(txn, status, kept, said.body)
  end
  -- Nobody answered, or what is no gateway: an outage is never a 401 or a 403.
  answer(txn, 503, UNAVAILABLE, '{"error":"temporarily_unavailable"}')
end)
