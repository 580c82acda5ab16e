#!lua name=procession_{protocol}
-- Procession's objects on Valkey or Redis 7: each change is one atomic function, which checks first and writes last.
--
-- KEYS[1] is the prefix P of a namespace, "procession:{name#lane}:"; every other key begins with it, and its hash tag puts
-- them all into one slot. A session is a process. s is a session, t a ticket (the number of one wait of a session).
--   n        STRING counter for fences, ids of items and versions
--   ses      ZSET   session -> time in ms at which it is taken for dead       lb STRING time of anybody's last beat
--   pv       STRING number of the protocol that the sessions have
--   S:s      HASH   l lease in ms, i what it is, n number of its last call, g 1 while its lease was prolonged once,
--                   k runs of which a worker takes tasks, ft and fe how many more tasks and processes it has room for
--   r:s      HASH   number of a call -> its reply, for calls whose reply may not have arrived
--   h:s      HASH   what it holds (l:lock s:semaphore q:id:queue t:id:pool with 1 for a process that began, P:pool), the names it drew (D:name), pieces that it has sent (U:n) and waits for (w:ticket, and p:ticket the item to be put)
--   in:s     STREAM its inbox: grants and items for its tickets (t); of pools (p) what became of tasks and what is asked
--   l:name   HASH   s holder, w thread of the holder, c times acquired, f fence, a dead holder before; lw:name LIST waiters
--   s:name   HASH   v free permits, m at the beginning, u acquired ones                               sw:name LIST waiters
--   e:name   STRING there while the event is set                                                      ew:name LIST waiters
--   b:name   HASH   n parties, k 1 if broken                                                          bw:name LIST waiters
--                   waiters of conditions                                                             cw:name LIST waiters
--   q:name   LIST   "id item" by id; qw:name LIST takers, pw:name LIST putters, jw:name LIST joiners
--   Q:name   HASH   u items that are not acknowledged, b id before its first item, l those in pieces; there while u > 0
--   u:s.n    LIST   pieces of an item that s is about to put: then the item is "\2n"      I:name:id LIST its pieces until it is acknowledged
--   a:name   STRING elements of an array, big-endian; what is missing at its end is zero
--   k:name   HASH   field -> "place value", ordered by place    o:name   LIST   values: the contents of a manager's object
--   v:name   STRING a count, 0 if absent        x:name HASH v value, n version
--   m:name   HASH   field -> "version b value" or "version n number key"
--   p:pool   HASH   o owner, n tasks at once, r run, N name, s settings, w 1 while in the ring, a:s tasks that the session s got,
--                   x:s 1 if s is unable to run it, e 1 if its tasks are processes
--   t:pool   LIST   ids of tasks that wait     d:pool HASH id -> "retries payload"     T:pool HASH id -> session that has it
--   R:pool   HASH   id -> a large outcome      c:pool HASH name -> class                        kw:pool LIST askers for classes
--   B:pool   HASH   k .. id -> n, k .. id .. ':' .. i -> piece i of n of a task (k is t) or an outcome (r) that is too long for
--                   one call; in its own place it is empty
--   tp:k     LIST   ring of pools that have a task to give, k is t for tasks and e for processes  tw:k LIST workers with room
-- A name that a session drew is "@session.number". Its object ends with that session: no call can make it again.
-- Waiters are "session ticket more". What ends is removed: no key stands for a free lock, an empty queue, a dead session.
local F, GIVES = {}, {} -- functions by name; those that give something back, which a full server must let through
local WEEK, REAPED_AT_ONCE, SOME, EXACT = 604800, 8, 50, 1e15 -- Lua's numbers up to EXACT are exact
local function call(...) return redis.call(...) end -- functions, as Lua's libraries are not there while this is loaded
local function match(text, pattern) return string.match(text, pattern) end

local function now() local t = call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000) end
local function number(P) return call('INCR', P .. 'n') end
local function tell(P, s, ...) call('XADD', P .. 'in:' .. s, '*', ...) end

-- Its inbox before what s read last, which stays: if it is not there the server has lost it in a failover, and what is there
-- may be unread, whatever its id.
local function trim(P, s, seen)
  local k = P .. 'in:' .. s
  if seen ~= '-' and #call('XRANGE', k, seen, seen) > 0 then call('XTRIM', k, 'MINID', seen) end
end

-- waiting ----------------------------------------------------------------------------------------------------------------
local function wait(P, s, t, list, more, lock)
  local entry = s .. ' ' .. t .. ' ' .. more
  call('RPUSH', P .. list, entry)
  call('HSET', P .. 'h:' .. s, 'w:' .. t, cmsgpack.pack({list, entry, lock or ''}))
end
local function first(P, list) -- takes the first waiter out: session, ticket, more
  local entry = call('LPOP', P .. list)
  if not entry then return nil end
  local s, t, more = match(entry, '^(%S+) (%S+) (.*)$')
  call('HDEL', P .. 'h:' .. s, 'w:' .. t)
  return s, t, more
end
local function tell_all(P, list, ...)
  for s, t in function() return first(P, list) end do tell(P, s, 't', t, ...) end
end

-- locks and conditions -----------------------------------------------------------------------------------------------------
local function lock_grant(P, name, s, thread, count, a)
  local k, f = P .. 'l:' .. name, number(P)
  if a then call('PERSIST', k) end
  call('HSET', k, 's', s, 'w', thread, 'c', count, 'f', f)
  call('HSET', P .. 'h:' .. s, 'l:' .. name, f)
  return {f, a or ''}
end
local function lock_pass(P, name) -- nobody holds it any more
  local k = P .. 'l:' .. name
  local a = call('HGET', k, 'a')
  local s, t, more = first(P, 'lw:' .. name)
  if s then
    local thread, count = match(more, '^(%S+) (%d+)$')
    local g = lock_grant(P, name, s, thread, count, a)
    tell(P, s, 't', t, 'f', g[1], 'a', g[2])
  elseif a then
    call('HDEL', k, 's', 'w', 'c', 'f')
    call('EXPIRE', k, WEEK)
  else
    call('DEL', k)
  end
end
local function lock_release(P, name, holder, a) -- a: whether a dead holder was before this one
  call('HDEL', P .. 'h:' .. holder, 'l:' .. name)
  if a then call('HDEL', P .. 'l:' .. name, 'a') end
  lock_pass(P, name)
end
local function owns(P, name, s, thread) -- holder's thread, times acquired, dead holder before; nil if s does not hold it
  local h = call('HMGET', P .. 'l:' .. name, 's', 'w', 'c', 'a')
  if h[1] == s and (thread == '*' or h[2] == thread) then return h[2], h[3], h[4] end
end
function F.lock(P, s, a) -- name ticket wait thread reentrant -> {fence, dead holder} | 0
  local h = call('HMGET', P .. 'l:' .. a[2], 's', 'w', 'f', 'a')
  if not h[1] then return lock_grant(P, a[2], s, a[5], 1, h[4]) end
  if a[6] == '1' and h[1] == s and h[2] == a[5] then
    call('HINCRBY', P .. 'l:' .. a[2], 'c', 1)
    return {tonumber(h[3]), h[4] or ''}
  end
  if a[4] == '1' then wait(P, s, a[3], 'lw:' .. a[2], a[5] .. ' 1') end
  return 0
end
function GIVES.unlock(P, s, a) -- name thread (* for whoever holds it) -> 1 | 2 it is held still | 0 nobody holds it | -1 another one does
  local h = call('HMGET', P .. 'l:' .. a[2], 's', 'w', 'c', 'a')
  if not h[1] then return 0 end
  if a[3] ~= '*' and (h[1] ~= s or h[2] ~= a[3]) then return -1 end
  if tonumber(h[3]) > 1 then call('HINCRBY', P .. 'l:' .. a[2], 'c', -1) return 2 end
  lock_release(P, a[2], h[1], h[4])
  return 1
end
function F.cond_wait(P, s, a) -- condition lock ticket thread: gives the lock up and waits -> 1 | -1 not the holder
  local thread, count, dead = owns(P, a[3], s, a[5])
  if not thread then return -1 end
  wait(P, s, a[4], 'cw:' .. a[2], thread .. ' ' .. count, a[3])
  lock_release(P, a[3], s, dead)
  return 1
end
function GIVES.notify(P, s, a) -- condition lock thread n: its waiters wait for the lock now -> how many | -1 not the holder
  if not owns(P, a[3], s, a[4]) then return -1 end
  for i = 1, tonumber(a[5]) do
    local w, t, more = first(P, 'cw:' .. a[2])
    if not w then return i - 1 end
    wait(P, w, t, 'lw:' .. a[3], more)
  end
  return tonumber(a[5])
end
function GIVES.cond_timeout(P, s, a) -- ticket: waits for the lock now -> 1 | 0 it was notified before
  local w = call('HGET', P .. 'h:' .. s, 'w:' .. a[2])
  if not w then return 0 end
  local list, entry, lock = unpack(cmsgpack.unpack(w))
  if string.sub(list, 1, 3) ~= 'cw:' then return 0 end
  call('LREM', P .. list, 1, entry)
  wait(P, s, a[2], 'lw:' .. lock, match(entry, '^%S+ %S+ (.*)$'))
  if call('HEXISTS', P .. 'l:' .. lock, 's') == 0 then lock_pass(P, lock) end
  return 1
end

-- semaphores ---------------------------------------------------------------------------------------------------------------
local function sem_free(P, name, n) -- the key is there
  local k = P .. 's:' .. name
  for _ = 1, n do
    local s, t = first(P, 'sw:' .. name)
    if s then
      call('HINCRBY', P .. 'h:' .. s, 's:' .. name, 1)
      call('HINCRBY', k, 'u', 1)
      tell(P, s, 't', t)
    else
      call('HINCRBY', k, 'v', 1)
    end
  end
  local h = call('HMGET', k, 'v', 'm', 'u')
  if h[1] == h[2] and h[3] == '0' and call('EXISTS', P .. 'sw:' .. name) == 0 then call('DEL', k) end -- nobody uses it
end
function F.acquire(P, s, a) -- name permits ticket wait -> 1 | 0 | -2 it has another number of permits
  local k = P .. 's:' .. a[2]
  local h = call('HMGET', k, 'v', 'm', 'u')
  if h[2] and h[2] ~= a[3] then return -2 end
  local v = tonumber(h[1] or a[3])
  if v > 0 then
    call('HSET', k, 'v', v - 1, 'm', a[3], 'u', (h[3] or 0) + 1)
    call('HINCRBY', P .. 'h:' .. s, 's:' .. a[2], 1)
    return 1
  end
  if a[5] == '1' then
    if not h[2] then call('HSET', k, 'v', v, 'm', a[3], 'u', 0) end
    wait(P, s, a[4], 'sw:' .. a[2], '-')
  end
  return 0
end
function GIVES.release(P, s, a) -- name permits bounded -> 1 | -1 as many as there can be are free | -2 it has another number of permits
  local k = P .. 's:' .. a[2]
  local h = call('HMGET', k, 'v', 'm')
  if h[2] and h[2] ~= a[3] then return -2 end
  local most = a[4] == '1' and tonumber(a[3]) or 2147483647 -- of an int in Java
  if tonumber(h[1] or a[3]) >= most then return -1 end
  if not h[2] then call('HSET', k, 'v', a[3], 'm', a[3], 'u', 0) end
  local held = tonumber(call('HGET', P .. 'h:' .. s, 's:' .. a[2]) or '0')
  if held > 0 then call('HINCRBY', k, 'u', -1) end
  if held > 1 then call('HINCRBY', P .. 'h:' .. s, 's:' .. a[2], -1) else call('HDEL', P .. 'h:' .. s, 's:' .. a[2]) end
  sem_free(P, a[2], 1)
  return 1
end

-- events and barriers ------------------------------------------------------------------------------------------------------
function GIVES.event_set(P, s, a) -- name -> 1
  call('SET', P .. 'e:' .. a[2], '1')
  tell_all(P, 'ew:' .. a[2])
  return 1
end
function F.event_wait(P, s, a) -- name ticket -> 1 | 0
  if call('EXISTS', P .. 'e:' .. a[2]) == 1 then return 1 end
  wait(P, s, a[3], 'ew:' .. a[2], '-')
  return 0
end
local function barrier_break(P, name)
  call('HSET', P .. 'b:' .. name, 'k', '1')
  call('EXPIRE', P .. 'b:' .. name, WEEK)
  tell_all(P, 'bw:' .. name, 'p', '-1')
end
function F.arrive(P, s, a) -- name parties ticket -> parties for the last one | 0 waits | -1 broken | -2 other parties
  local k, w, n = P .. 'b:' .. a[2], 'bw:' .. a[2], tonumber(a[3])
  local h = call('HMGET', k, 'n', 'k')
  if h[2] then return -1 end
  if h[1] and h[1] ~= a[3] then return -2 end
  local waiting = call('LLEN', P .. w)
  if waiting + 1 < n then
    call('HSET', k, 'n', n)
    wait(P, s, a[4], w, '-')
    return 0
  end
  for i = 1, waiting do
    local other, t = first(P, w)
    tell(P, other, 't', t, 'p', i - 1)
  end
  call('DEL', k)
  return n
end
function GIVES.barrier_abort(P, s, a) barrier_break(P, a[2]) return 1 end -- name -> 1
function GIVES.barrier_reset(P, s, a) -- name -> 1
  tell_all(P, 'bw:' .. a[2], 'p', '-1')
  call('DEL', P .. 'b:' .. a[2])
  return 1
end

-- queues -------------------------------------------------------------------------------------------------------------------
local function q_hold(P, name, s, id, item) call('HSET', P .. 'h:' .. s, 'q:' .. id .. ':' .. name, item) end
local function q_split(r) local at = string.find(r, ' ', 1, true) return string.sub(r, 1, at - 1), string.sub(r, at + 1) end
local function i_key(P, name, id) return P .. 'I:' .. name .. ':' .. id end
local function i_is(item) return string.byte(item) == 2 end -- whether it is in pieces
local function i_is_sent(P, s, item) return call('HEXISTS', P .. 'h:' .. s, 'U:' .. string.sub(item, 2)) == 1 end
local function i_adopt(P, name, s, id, item) -- the pieces that s has sent
  local n = string.sub(item, 2)
  if call('HDEL', P .. 'h:' .. s, 'U:' .. n) == 0 then return end
  call('RENAME', P .. 'u:' .. s .. '.' .. n, i_key(P, name, id))
  call('HINCRBY', P .. 'Q:' .. name, 'l', 1)
end
local function i_drop_all(P, name) -- of the items that nobody holds
  if not call('HGET', P .. 'Q:' .. name, 'l') then return end
  local q = P .. 'q:' .. name
  for from = 0, call('LLEN', q) - 1, SOME do -- not all at once, as each may have 1 MiB
    for _, r in ipairs(call('LRANGE', q, from, from + SOME - 1)) do call('UNLINK', i_key(P, name, (q_split(r)))) end
  end
end
local function q_push(P, name, s, item) -- of s
  local id = number(P)
  if call('HINCRBY', P .. 'Q:' .. name, 'u', 1) == 1 then call('HSET', P .. 'Q:' .. name, 'b', id - 1) end
  if i_is(item) then i_adopt(P, name, s, id, item) end
  call('RPUSH', P .. 'q:' .. name, id .. ' ' .. item)
end
local function q_serve(P, name) -- items to those who wait for them, room to those who wait for it
  local q, w, p = P .. 'q:' .. name, P .. 'qw:' .. name, P .. 'pw:' .. name
  if call('EXISTS', w, p) == 0 then return end -- nobody waits
  while true do
    while call('EXISTS', q) == 1 and call('EXISTS', w) == 1 do
      local id, item = q_split(call('LPOP', q))
      local s, t = first(P, 'qw:' .. name)
      q_hold(P, name, s, id, item)
      tell(P, s, 't', t, 'i', id, 'v', item)
    end
    local putter = call('LINDEX', p, 0)
    if not putter or call('LLEN', q) >= tonumber(match(putter, '(%d+)$')) then return end
    local s, t = first(P, 'pw:' .. name)
    local item = call('HGET', P .. 'h:' .. s, 'p:' .. t)
    call('HDEL', P .. 'h:' .. s, 'p:' .. t)
    if not i_is(item) or i_is_sent(P, s, item) then -- else who waited to put it has given up
      q_push(P, name, s, item)
      tell(P, s, 't', t)
    end
  end
end
local function q_return(P, name, id, item) -- to its place by id, which is in front or near it
  local born = call('HGET', P .. 'Q:' .. name, 'b')
  if not born or id <= tonumber(born) then -- the queue was deleted in between
    if i_is(item) then call('UNLINK', i_key(P, name, id)) end
    return
  end
  local q, i = P .. 'q:' .. name, 0
  local there = call('LINDEX', q, 0)
  while there and tonumber((q_split(there))) < id do
    i = i + 1
    there = call('LINDEX', q, i)
  end
  if i == 0 then call('LPUSH', q, id .. ' ' .. item)
  elseif there then call('LINSERT', q, 'BEFORE', there, id .. ' ' .. item)
  else call('RPUSH', q, id .. ' ' .. item) end
end
function F.item_piece(P, s, a) -- n bytes: the next piece of an item that s is about to put -> how many there are
  call('HSET', P .. 'h:' .. s, 'U:' .. a[2], '')
  return call('RPUSH', P .. 'u:' .. s .. '.' .. a[2], a[3])
end
function GIVES.item_drop(P, s, a) -- n: it is not put -> 1 | 0 it was
  call('HDEL', P .. 'h:' .. s, 'U:' .. a[2])
  return call('UNLINK', P .. 'u:' .. s .. '.' .. a[2])
end
function F.put(P, s, a) -- name bound (0 for none) ticket wait item... -> 1 | 0 full
  local bound, q = tonumber(a[3]), P .. 'q:' .. a[2]
  if bound > 0 and (call('LLEN', q) >= bound or call('EXISTS', P .. 'pw:' .. a[2]) == 1) then
    if a[5] == '1' then
      call('HSET', P .. 'h:' .. s, 'p:' .. a[4], a[6])
      wait(P, s, a[4], 'pw:' .. a[2], a[3])
    end
    return 0
  end
  for i = 6, #a do q_push(P, a[2], s, a[i]) end
  q_serve(P, a[2])
  return 1
end
function GIVES.get(P, s, a) -- name ticket wait n -> {id, item, ...} | 0; the reply is kept without the items, which s holds
  local got = call('LPOP', P .. 'q:' .. a[2], a[5])
  if not got then
    if a[4] == '1' then wait(P, s, a[3], 'qw:' .. a[2], '-') end
    return 0
  end
  local out, kept = {}, {'@', a[2]}
  for i, r in ipairs(got) do
    local id, item = q_split(r)
    q_hold(P, a[2], s, id, item)
    out[2 * i - 1], out[2 * i], kept[i + 2] = id, item, id
  end
  q_serve(P, a[2])
  return out, kept
end
function GIVES.ack(P, s, a) -- name id name id ...: s has done them -> how many it held
  local n = 0
  for i = 2, #a, 2 do
    if call('HDEL', P .. 'h:' .. s, 'q:' .. a[i + 1] .. ':' .. a[i]) == 1 then
      n = n + 1
      local q = call('HMGET', P .. 'Q:' .. a[i], 'b', 'l')
      local is = q[1] and tonumber(a[i + 1]) > tonumber(q[1]) -- it was not deleted in between
      if (q[2] or not is) and call('UNLINK', i_key(P, a[i], a[i + 1])) == 1 and is and call('HINCRBY', P .. 'Q:' .. a[i], 'l', -1) == 0 then
        call('HDEL', P .. 'Q:' .. a[i], 'l')
      end
      if is and call('HINCRBY', P .. 'Q:' .. a[i], 'u', -1) == 0 then
        call('DEL', P .. 'Q:' .. a[i])
        tell_all(P, 'jw:' .. a[i])
      end
    end
  end
  return n
end
function GIVES.back(P, s, a) -- name id: s does not want it -> 1 | 0 it does not hold it
  local field = 'q:' .. a[3] .. ':' .. a[2]
  local item = call('HGET', P .. 'h:' .. s, field)
  if not item then return 0 end
  call('HDEL', P .. 'h:' .. s, field)
  q_return(P, a[2], tonumber(a[3]), item)
  q_serve(P, a[2])
  return 1
end
function F.join(P, s, a) -- name ticket -> 1 all items are acknowledged | 0 waits
  if call('EXISTS', P .. 'Q:' .. a[2]) == 0 then return 1 end
  wait(P, s, a[3], 'jw:' .. a[2], '-')
  return 0
end
function GIVES.queue_delete(P, s, a) -- name -> 1; putters that wait put into the new queue of that name
  i_drop_all(P, a[2])
  call('UNLINK', P .. 'q:' .. a[2], P .. 'Q:' .. a[2])
  tell_all(P, 'jw:' .. a[2])
  q_serve(P, a[2])
  return 1
end

-- arrays -------------------------------------------------------------------------------------------------------------------
local function array_get(k, at, width)
  local bytes = call('GETRANGE', k, at, at + width - 1)
  return bytes .. string.rep('\0', width - #bytes)
end
function F.array_set(P, s, a) -- name offset bytes -> 1
  call('SETRANGE', P .. 'a:' .. a[2], a[3], a[4])
  return 1
end
function F.array_replace(P, s, a) -- name offset expected bytes -> 1 | 0 other bytes are there
  if array_get(P .. 'a:' .. a[2], tonumber(a[3]), #a[4]) ~= a[4] then return 0 end
  call('SETRANGE', P .. 'a:' .. a[2], a[3], a[5])
  return 1
end
function F.array_add(P, s, a) -- name offset width delta: a whole number, which wraps around -> its bytes before
  local k, width = P .. 'a:' .. a[2], tonumber(a[4])
  local before = array_get(k, tonumber(a[3]), width)
  call('BITFIELD', k, 'INCRBY', 'i' .. 8 * width, 8 * a[3], a[5])
  return before
end
function F.array_plus(P, s, a) -- name offset delta: a float or a double in bytes -> its bytes before
  local k, form = P .. 'a:' .. a[2], #a[4] == 4 and '>f' or '>d'
  local before = array_get(k, tonumber(a[3]), #a[4])
  call('SETRANGE', k, a[3], struct.pack(form, struct.unpack(form, before) + struct.unpack(form, a[4])))
  return before
end

-- counters, values, maps ---------------------------------------------------------------------------------------------------
local function plus(P, value, delta) -- of 64 bits, which Lua's numbers do not have; nil when they do not suffice
  call('SET', P .. 'tmp', value)
  local ok = redis.pcall('INCRBY', P .. 'tmp', delta)
  local sum = call('GET', P .. 'tmp')
  call('DEL', P .. 'tmp')
  return type(ok) == 'number' and sum or nil
end
function F.add(P, s, a) -- name delta -> the sum as text | 0 it would overflow
  local k = P .. 'v:' .. a[2]
  local ok = redis.pcall('INCRBY', k, a[3])
  if type(ok) ~= 'number' then return 0 end
  local sum = math.abs(ok) < EXACT and string.format('%.0f', ok) or call('GET', k)
  if sum == '0' then call('DEL', k) end
  return sum
end
function F.count_set(P, s, a) -- name value expected (- for any) -> 1 | 0
  local k = P .. 'v:' .. a[2]
  if a[4] ~= '-' and (call('GET', k) or '0') ~= a[4] then return 0 end
  if a[3] == '0' then call('DEL', k) else call('SET', k, a[3]) end
  return 1
end
function F.value_set(P, s, a) -- name value version (- for any, 0 for none) -> 1 | 0
  local k = P .. 'x:' .. a[2]
  if a[4] ~= '-' and (call('HGET', k, 'n') or '0') ~= a[4] then return 0 end
  call('HSET', k, 'v', a[3], 'n', number(P))
  return 1
end
local function version(entry) return entry and match(entry, '^(%d+)') or '0' end
function F.map_put(P, s, a) -- name field value absent -> what was there
  local k = P .. 'm:' .. a[2]
  local old = call('HGET', k, a[3])
  if not (a[5] == '1' and old) then call('HSET', k, a[3], number(P) .. ' b ' .. a[4]) end
  return old
end
function F.map_put_all(P, s, a) -- name field value field value ... -> 1
  for i = 3, #a, 2 do call('HSET', P .. 'm:' .. a[2], a[i], number(P) .. ' b ' .. a[i + 1]) end
  return 1
end
function F.map_replace(P, s, a) -- name field version (0 for none) value -> 1 | 0 it has another version
  local k = P .. 'm:' .. a[2]
  if version(call('HGET', k, a[3])) ~= a[4] then return 0 end
  call('HSET', k, a[3], number(P) .. ' b ' .. a[5])
  return 1
end
function GIVES.map_remove(P, s, a) -- name field version (- for any) -> what was there | 0 it has another version
  local k = P .. 'm:' .. a[2]
  local old = call('HGET', k, a[3])
  if a[4] ~= '-' and version(old) ~= a[4] then return 0 end
  call('HDEL', k, a[3])
  return old
end
function GIVES.map_back(P, s, a) return call('HSETNX', P .. 'm:' .. a[2], a[3], a[4]) end -- name field entry: undoes map_remove -> 1 | 0
function F.map_add(P, s, a) -- name field delta key -> the sum as text | 0 there is no number | -1 it would overflow
  local k = P .. 'm:' .. a[2]
  local old = call('HGET', k, a[3])
  local value = old and match(old, '^%d+ n (-?%d+) ')
  if old and not value then return 0 end
  local sum = plus(P, value or '0', a[4])
  if not sum then return -1 end
  call('HSET', k, a[3], number(P) .. ' n ' .. sum .. ' ' .. a[5])
  return sum
end
-- contents of managers' objects: who computes with all of them holds the lock of the same name, for which changes wait --------
local function shut(P, s, a) -- name thread ...: whether another thread of any process holds the lock
  local h = call('HMGET', P .. 'l:' .. a[2], 's', 'w')
  return h[1] and not (h[1] == s and h[2] == a[3])
end
function F.alive(P, s, a) return 1 end -- name: GONE unless it is
function F.keys_put(P, s, a) -- name thread absent (1 for only if there is none) field value ... -> what was in the first | -1 shut
  if shut(P, s, a) then return -1 end
  local k, first = P .. 'k:' .. a[2], false
  for i = 5, #a, 2 do
    local old = call('HGET', k, a[i])
    if not (old and a[4] == '1') then
      call('HSET', k, a[i], (old and match(old, '^%d+') or number(P)) .. ' ' .. a[i + 1])
    end
    if i == 5 then first = old end
  end
  return first
end
function F.keys_all(P, s, a) -- name thread field value ... -> 1 | -1 shut
  if shut(P, s, a) then return -1 end
  call('UNLINK', P .. 'k:' .. a[2])
  for i = 4, #a, 2 do call('HSET', P .. 'k:' .. a[2], a[i], number(P) .. ' ' .. a[i + 1]) end
  return 1
end
function GIVES.keys_take(P, s, a) -- name thread field -> what was there | -1 shut
  if shut(P, s, a) then return -1 end
  local old = call('HGET', P .. 'k:' .. a[2], a[4])
  call('HDEL', P .. 'k:' .. a[2], a[4])
  return old
end
function F.list_put(P, s, a) -- name thread end (l or r) value ... -> how many there are | -1 shut
  if shut(P, s, a) then return -1 end
  local n
  for i = 5, #a do n = call(a[4] == 'l' and 'LPUSH' or 'RPUSH', P .. 'o:' .. a[2], a[i]) end
  return n
end
function F.list_set(P, s, a) -- name thread index value -> what was there | 0 there is no such index | -1 shut
  if shut(P, s, a) then return -1 end
  local old = call('LINDEX', P .. 'o:' .. a[2], a[4])
  if not old then return 0 end
  call('LSET', P .. 'o:' .. a[2], a[4], a[5])
  return old
end
function F.list_all(P, s, a) -- name thread value ... -> 1 | -1 shut
  if shut(P, s, a) then return -1 end
  call('UNLINK', P .. 'o:' .. a[2])
  for i = 4, #a do call('RPUSH', P .. 'o:' .. a[2], a[i]) end
  return 1
end
function GIVES.list_take(P, s, a) -- name thread end (l or r) -> what was there | -1 shut
  if shut(P, s, a) then return -1 end
  return call(a[4] == 'l' and 'LPOP' or 'RPOP', P .. 'o:' .. a[2])
end
function GIVES.keys_back(P, s, a) -- name thread field entry: undoes keys_take, if there is no other entry -> 1 | 0 | -1 shut
  if shut(P, s, a) then return -1 end
  return call('HSETNX', P .. 'k:' .. a[2], a[4], a[5])
end
GIVES.list_back = F.list_put -- undoes list_take
function GIVES.contents_clear(P, s, a) -- name thread -> 1 | -1 shut
  if shut(P, s, a) then return -1 end
  call('UNLINK', P .. 'k:' .. a[2], P .. 'o:' .. a[2])
  return 1
end

function GIVES.delete(P, s, a) return call('UNLINK', P .. a[2]) end -- key of an event, counter, value or map -> 1 | 0

-- names that a session draws -----------------------------------------------------------------------------------------------
local KINDS = {'l:', 'lw:', 's:', 'sw:', 'e:', 'ew:', 'b:', 'bw:', 'cw:', 'q:', 'qw:', 'pw:', 'jw:', 'Q:', 'v:', 'a:', 'k:', 'o:'}
local WAITS = {'lw:', 'sw:', 'ew:', 'bw:', 'cw:', 'qw:', 'pw:', 'jw:'}
local function drawn_drop(P, name) -- what is held of it stays in the holdings, and is found to be gone
  local keys = {}
  for i, kind in ipairs(WAITS) do keys[i] = P .. kind .. name end
  for _, kind in ipairs(call('EXISTS', unpack(keys)) > 0 and WAITS or {}) do
    for s, t in function() return first(P, kind .. name) end do
      call('HDEL', P .. 'h:' .. s, 'p:' .. t)
      tell(P, s, 't', t, 'g', '1')
    end
  end
  i_drop_all(P, name)
  keys = {}
  for i, kind in ipairs(KINDS) do keys[i] = P .. kind .. name end
  call('UNLINK', unpack(keys))
end
local function is_gone(P, name) -- its session has ended
  local s = string.byte(name) == 64 and match(name, '^@(%S+)%.%d+$')
  return s and call('EXISTS', P .. 'S:' .. s) == 0
end
function F.draw(P, s, a) -- name -> 1
  call('HSET', P .. 'h:' .. s, 'D:' .. a[2], '')
  return 1
end
function GIVES.undraw(P, s, a) -- name ... -> how many s drew
  local n = 0
  for i = 2, #a do
    if call('HDEL', P .. 'h:' .. s, 'D:' .. a[i]) == 1 then
      n = n + 1
      drawn_drop(P, a[i])
    end
  end
  return n
end

-- pools --------------------------------------------------------------------------------------------------------------------
-- A pool belongs to the session that opened it and ends with it. Its tasks are given to workers: sessions that have said how
-- many they have room for. A worker has a task until it says what became of it; then it has room again. What is told: m t a
-- task, e a process, r outcome (without v if it is large, as those), l lost, k give it up, s signal v to a process, w signal v to
-- the children of a pool, x the pool has ended, z there are no more tasks, c a class is wanted, o output.
local LARGE, TASKS_AND_PROCESSES = 16384, {'t', 'e'}
local function t_field(id, pool) return 't:' .. id .. ':' .. pool end
local function b_drop(P, pool, id, kinds) -- pieces of a task, of its outcome, or of both -> of how many
  local k, dropped = P .. 'B:' .. pool, 0
  if call('EXISTS', k) == 0 then return 0 end
  for kind in string.gmatch(kinds, '.') do
    for i = 1, tonumber(call('HGET', k, kind .. id) or 0) do call('HDEL', k, kind .. id .. ':' .. i) end
    dropped = dropped + call('HDEL', k, kind .. id)
  end
  return dropped
end
local function t_ready(P, pool) -- into the ring if it has a task to give
  local h = call('HMGET', P .. 'p:' .. pool, 'n', 'w', 'e', 'k')
  if h[1] and not h[2] and not h[4] and call('EXISTS', P .. 't:' .. pool) == 1 and call('HLEN', P .. 'T:' .. pool) < tonumber(h[1]) then
    call('HSET', P .. 'p:' .. pool, 'w', '1')
    call('RPUSH', P .. 'tp:' .. (h[3] and 'e' or 't'), pool)
  end
end
local function t_fits(P, pool, runs) -- whether a worker that takes these runs may have it
  return runs == '*' or string.find(runs, ',' .. call('HGET', P .. 'p:' .. pool, 'r') .. ',', 1, true)
end
local function t_others(P, pool, s) -- whether there is another worker that may have it, and is not known to be unable
  for _, w in ipairs(call('ZRANGE', P .. 'ses', 0, -1)) do
    local runs = w ~= s and call('HGET', P .. 'S:' .. w, 'k')
    if runs and t_fits(P, pool, runs) and call('HEXISTS', P .. 'p:' .. pool, 'x:' .. w) == 0 then return true end
  end
end
local function t_next(P, s, k) -- gives s the next task of kind k and of a run that it takes -> whether there is one
  local ring, runs = P .. 'tp:' .. k, call('HGET', P .. 'S:' .. s, 'k')
  for _ = 1, call('LLEN', ring) do
    local pool = call('LPOP', ring)
    if not t_fits(P, pool, runs) or call('HEXISTS', P .. 'p:' .. pool, 'x:' .. s) == 1 and t_others(P, pool, s) then
      call('RPUSH', ring, pool)
    else
      call('HDEL', P .. 'p:' .. pool, 'w')
      local id = call('LPOP', P .. 't:' .. pool)
      local data = id and call('HGET', P .. 'd:' .. pool, id)
      if data then
        call('HSET', P .. 'T:' .. pool, id, s)
        call('HSET', P .. 'h:' .. s, t_field(id, pool), '')
        call('HINCRBY', P .. 'p:' .. pool, 'a:' .. s, 1)
        if #data > LARGE then
          tell(P, s, 'p', pool, 'm', k, 'i', id)
        else
          tell(P, s, 'p', pool, 'm', k, 'i', id, 'v', select(2, q_split(data)))
        end
      end
      t_ready(P, pool)
      if data then return true end
    end
  end
end
local function t_serve(P) -- tasks and processes to workers that have room, which take turns
  for _, k in ipairs(TASKS_AND_PROCESSES) do
    local ring, workers, passed = P .. 'tp:' .. k, P .. 'tw:' .. k, 0
    while call('EXISTS', ring) == 1 and passed < call('LLEN', workers) do
      local s = call('LPOP', workers)
      local given = t_next(P, s, k)
      passed = given and 0 or passed + 1
      if not given or call('HINCRBY', P .. 'S:' .. s, 'f' .. k, -1) > 0 then call('RPUSH', workers, s) end
    end
  end
end
local function t_room(P, s, k, n) -- s has room for n more
  if n > 0 and call('HINCRBY', P .. 'S:' .. s, 'f' .. k, n) == n then call('RPUSH', P .. 'tw:' .. k, s) end
end
local function t_stop(P, s) -- it gets no more
  for _, k in ipairs(TASKS_AND_PROCESSES) do call('LREM', P .. 'tw:' .. k, 1, s) end
  call('HDEL', P .. 'S:' .. s, 'k', 'ft', 'fe')
end
local function t_tell(P, pool, id, value) -- its outcome to the owner
  local owner = call('HGET', P .. 'p:' .. pool, 'o')
  if #value > 0 and #value <= LARGE then return tell(P, owner, 'p', pool, 'm', 'r', 'i', id, 'v', value) end
  if #value > 0 then call('HSET', P .. 'R:' .. pool, id, value) end -- else its pieces are there
  tell(P, owner, 'p', pool, 'm', 'r', 'i', id)
end
local function t_again(P, pool, id, data, spent) -- in front of others
  if spent then
    local retries, payload = q_split(data)
    call('HSET', P .. 'd:' .. pool, id, string.format('%d ', retries - 1) .. payload)
  end
  call('LPUSH', P .. 't:' .. pool, id)
end
local function t_lost(P, pool, id, info) -- to the owner: the machine that had it is gone, or has ended its child
  call('HDEL', P .. 'd:' .. pool, id)
  b_drop(P, pool, id, 'tr')
  tell(P, call('HGET', P .. 'p:' .. pool, 'o'), 'p', pool, 'm', 'l', 'i', id, 'v', info)
end
local function is_stopped(P, pool) return call('HEXISTS', P .. 'p:' .. pool, 'k') == 1 end
local function pool_drop(P, pool)
  local h = call('HGETALL', P .. 'T:' .. pool)
  for i = 1, #h, 2 do call('HDEL', P .. 'h:' .. h[i + 1], t_field(h[i], pool)) end
  h = call('HGETALL', P .. 'p:' .. pool)
  for i = 1, #h, 2 do
    local s = match(h[i], '^a:(.*)$')
    if s and call('EXISTS', P .. 'S:' .. s) == 1 then tell(P, s, 'p', pool, 'm', 'x') end
    if h[i] == 'o' then call('HDEL', P .. 'h:' .. h[i + 1], 'P:' .. pool) end
  end
  for _, kind in ipairs({'p:', 't:', 'd:', 'T:', 'R:', 'c:', 'B:'}) do call('UNLINK', P .. kind .. pool) end
  for _, k in ipairs(TASKS_AND_PROCESSES) do call('LREM', P .. 'tp:' .. k, 1, pool) end
  tell_all(P, 'kw:' .. pool, 'v', '')
end
function F.pool_open(P, s, a) -- pool n run settings processes (1 or 0) name -> 1
  call('HSET', P .. 'p:' .. a[2], 'o', s, 'n', a[3], 'r', a[4], 's', a[5], 'N', a[7])
  if a[6] == '1' then call('HSET', P .. 'p:' .. a[2], 'e', '1') end
  call('HSET', P .. 'h:' .. s, 'P:' .. a[2], '')
  return 1
end
function GIVES.pool_end(P, s, a) -- pool -> 1 | 0 it is not of s
  if call('HGET', P .. 'p:' .. a[2], 'o') ~= s then return 0 end
  pool_drop(P, a[2])
  return 1
end
function GIVES.pool_stop(P, s, a) -- pool signal: none of its tasks is given out any more, and workers end its children -> 1 | 0 not of s
  local p, told = P .. 'p:' .. a[2], {}
  if call('HGET', p, 'o') ~= s then return 0 end
  call('HSET', p, 'k', a[3])
  if call('HDEL', p, 'w') == 1 then call('LREM', P .. 'tp:t', 1, a[2]) end
  for _, w in ipairs(call('HVALS', P .. 'T:' .. a[2])) do
    if not told[w] then tell(P, w, 'p', a[2], 'm', 'w', 'v', a[3]) end
    told[w] = true
  end
  return 1
end
local function b_put(P, pool, kind, id, number, bytes)
  local field = kind .. id
  if number == '1' then b_drop(P, pool, id, kind) end
  call('HSET', P .. 'B:' .. pool, field, number, field .. ':' .. number, bytes)
  return 1
end
function F.task_piece(P, s, a) -- pool id number bytes -> 1 | 0 the pool is not of s
  return call('HGET', P .. 'p:' .. a[2], 'o') == s and b_put(P, a[2], 't', a[3], a[4], a[5]) or 0
end
function GIVES.outcome_piece(P, s, a) -- pool id number bytes -> 1 | 0 s does not have the task
  return call('HGET', P .. 'T:' .. a[2], a[3]) == s and b_put(P, a[2], 'r', a[3], a[4], a[5]) or 0
end
function F.task_put(P, s, a) -- pool id retries payload (empty after its pieces) id retries payload ... -> 1 | 0 it is not of s
  if call('HGET', P .. 'p:' .. a[2], 'o') ~= s then return 0 end
  for i = 3, #a, 3 do
    call('HSET', P .. 'd:' .. a[2], a[i], a[i + 1] .. ' ' .. a[i + 2])
    call('RPUSH', P .. 't:' .. a[2], a[i])
  end
  t_ready(P, a[2])
  t_serve(P)
  return 1
end
function GIVES.task_room(P, s, a) -- runs (* or ,name,name,) tasks processes: how many of these runs s has room for -> 1
  call('HSET', P .. 'S:' .. s, 'k', a[2])
  t_room(P, s, 't', tonumber(a[3]))
  t_room(P, s, 'e', tonumber(a[4]))
  t_serve(P)
  return 1
end
function GIVES.task_stop(P, s, a) -- s gets no more tasks, and is told so behind the last one -> 1
  t_stop(P, s)
  tell(P, s, 'p', '', 'm', 'z')
  return 1
end
function GIVES.task_begin(P, s, a) -- pool id: s is about to begin a process -> 1 | 0 it does not have it any more
  local k, field = P .. 'h:' .. s, t_field(a[3], a[2])
  if call('HEXISTS', k, field) == 0 then return 0 end
  call('HSET', k, field, '1')
  return 1
end
-- n, and p of processes: room that s has again, unless it stopped; then what became of tasks: r outcome, w child lost, b given
-- back, x unable, n nothing, as it was given up
function GIVES.task_end(P, s, a) -- n p pool id how outcome (empty after its pieces) pool id how outcome ... -> how many s had
  local had = 0
  for i = 4, #a, 4 do
    local pool, id, how = a[i], a[i + 1], a[i + 2]
    if call('HDEL', P .. 'h:' .. s, t_field(id, pool)) == 1 then
      had = had + 1
      if how == 'r' then call('HDEL', P .. 'p:' .. pool, 'x:' .. s) end -- it is able
      call('HDEL', P .. 'T:' .. pool, id)
      if a[i + 3] ~= '' then b_drop(P, pool, id, 'r') end -- of which some were sent in vain
      local data, stopped = call('HGET', P .. 'd:' .. pool, id), is_stopped(P, pool)
      if how == 'x' and not stopped and t_others(P, pool, s) then
        call('HSET', P .. 'p:' .. pool, 'x:' .. s, '1')
        how = 'b'
      end
      if not stopped and (how == 'b' or how == 'w' and match(data, '^0') == nil) then
        t_again(P, pool, id, data, how == 'w')
      elseif how == 'b' then
        t_lost(P, pool, id, call('HGET', P .. 'S:' .. s, 'i'))
      else
        call('HDEL', P .. 'd:' .. pool, id)
        b_drop(P, pool, id, 't')
        t_tell(P, pool, id, a[i + 3])
      end
      t_ready(P, pool)
    end
  end
  if call('HEXISTS', P .. 'S:' .. s, 'k') == 1 then
    t_room(P, s, 't', tonumber(a[2]))
    t_room(P, s, 'e', tonumber(a[3]))
  end
  t_serve(P)
  return had
end
function GIVES.task_withdraw(P, s, a) -- pool begun (1: those too that others have) id ... -> ids that have no outcome
  local gone = {}
  for i = 4, #a do
    local id, by = a[i], call('HGET', P .. 'T:' .. a[2], a[i])
    if by and a[3] == '1' then
      call('HDEL', P .. 'T:' .. a[2], id)
      call('HDEL', P .. 'h:' .. by, t_field(id, a[2]))
      tell(P, by, 'p', a[2], 'm', 'k', 'i', id)
    end
    if not by or a[3] == '1' then
      local is = call('HDEL', P .. 'd:' .. a[2], id) == 1
      if is and not by then call('LREM', P .. 't:' .. a[2], 1, id) end
      if is then gone[#gone + 1] = id end
      b_drop(P, a[2], id, is and 'tr' or 't') -- without it pieces of a task that was never put, and an outcome on its way
    end
  end
  t_ready(P, a[2])
  t_serve(P)
  return gone
end
function GIVES.task_signal(P, s, a) -- pool id signal -> 1 it is sent, or the process has ended | 0 it did not begin, and will not
  local by, field = call('HGET', P .. 'T:' .. a[2], a[3]), t_field(a[3], a[2])
  if by and call('HGET', P .. 'h:' .. by, field) == '1' then
    tell(P, by, 'p', a[2], 'm', 's', 'i', a[3], 'v', a[4])
  elseif call('HDEL', P .. 'd:' .. a[2], a[3]) == 1 then
    b_drop(P, a[2], a[3], 'tr')
    if by then -- it is on its way to a worker, which will find that it does not have it
      call('HDEL', P .. 'T:' .. a[2], a[3])
      call('HDEL', P .. 'h:' .. by, field)
      t_ready(P, a[2])
      t_serve(P)
    else
      call('LREM', P .. 't:' .. a[2], 1, a[3])
    end
    return 0
  end
  return 1
end
function GIVES.task_got(P, s, a) -- pool id: s has its large outcome -> 1 | 0
  return call('HDEL', P .. 'R:' .. a[2], a[3]) + b_drop(P, a[2], a[3], 'r')
end
function F.say(P, s, a) -- pool lines -> 1 | 0 nobody reads them
  local owner = call('HGET', P .. 'p:' .. a[2], 'o')
  if not owner then return 0 end
  tell(P, owner, 'p', a[2], 'm', 'o', 'v', a[3])
  return 1
end
local function k_tell(P, pool, name, value) -- an answer to those who asked for it
  local n = 0
  for _, entry in ipairs(call('LRANGE', P .. 'kw:' .. pool, 0, -1)) do
    local w, t, asked = match(entry, '^(%S+) (%S+) (.*)$')
    if asked == name then
      n = n + 1
      call('LREM', P .. 'kw:' .. pool, 1, entry)
      call('HDEL', P .. 'h:' .. w, 'w:' .. t)
      tell(P, w, 't', t, 'v', value)
    end
  end
  return n
end
function F.class_get(P, s, a) -- pool name ticket -> class | '' the pool has ended | 0; '' as grant: there is no answer
  local known = call('HGET', P .. 'c:' .. a[2], a[3])
  if known then return known end
  local owner = call('HGET', P .. 'p:' .. a[2], 'o')
  if not owner then return '' end
  local asked = false -- by another worker, which is not answered yet
  for _, entry in ipairs(call('LRANGE', P .. 'kw:' .. a[2], 0, -1)) do
    asked = asked or match(entry, '^%S+ %S+ (.*)$') == a[3]
  end
  wait(P, s, a[4], 'kw:' .. a[2], a[3])
  if not asked then tell(P, owner, 'p', a[2], 'm', 'c', 'n', a[3]) end
  return 0
end
function F.class_put(P, s, a) -- pool name class keep -> how many asked for it
  if call('HGET', P .. 'p:' .. a[2], 'o') ~= s then return 0 end
  if a[5] == '1' then call('HSET', P .. 'c:' .. a[2], a[3], a[4]) end
  return k_tell(P, a[2], a[3], a[4])
end
function GIVES.class_none(P, s, a) -- pool name: it cannot be had -> how many asked for it
  if call('HGET', P .. 'p:' .. a[2], 'o') ~= s then return 0 end
  return k_tell(P, a[2], a[3], '')
end

-- waits that end before they are granted -----------------------------------------------------------------------------------
local function unwait(P, s, t, packed) -- -> the list from which it was taken
  local list, entry = unpack(cmsgpack.unpack(packed))
  call('HDEL', P .. 'h:' .. s, 'w:' .. t, 'p:' .. t)
  call('LREM', P .. list, 1, entry) return list
end
local function unwaited(P, list) -- what follows for others from a wait that ended
  local kind, name = string.sub(list, 1, 3), string.sub(list, 4)
  if kind == 'bw:' then barrier_break(P, name)
  elseif kind == 'pw:' then q_serve(P, name)
  elseif kind == 'sw:' then sem_free(P, name, 0) end
end
function GIVES.cancel(P, s, a) -- ticket -> 1 | 0 it was granted before
  local packed = call('HGET', P .. 'h:' .. s, 'w:' .. a[2])
  if not packed then return 0 end
  unwaited(P, unwait(P, s, a[2], packed))
  return 1
end

-- sessions -----------------------------------------------------------------------------------------------------------------
local function reap(P, s) -- all that it waited for and held goes to others
  local info = call('HGET', P .. 'S:' .. s, 'i') or s
  call('ZREM', P .. 'ses', s)
  local h = call('HGETALL', P .. 'h:' .. s)
  local lists, items, queues, tasks = {}, {}, {}, {}
  t_stop(P, s) -- first of all, so that nothing is given to it
  for i = 1, #h, 2 do
    if string.sub(h[i], 1, 2) == 'w:' then lists[#lists + 1] = unwait(P, s, string.sub(h[i], 3), h[i + 1]) end
  end
  call('UNLINK', P .. 'h:' .. s, P .. 'in:' .. s, P .. 'S:' .. s, P .. 'r:' .. s)
  for i = 1, #h, 2 do
    local kind, name = string.sub(h[i], 1, 2), string.sub(h[i], 3)
    if is_gone(P, name) then -- it went with its session, which may be this one
    elseif kind == 'l:' then
      call('HSET', P .. 'l:' .. name, 'a', s)
      lock_pass(P, name)
    elseif kind == 's:' then
      call('HINCRBY', P .. 's:' .. name, 'u', -h[i + 1])
      sem_free(P, name, tonumber(h[i + 1]))
    elseif kind == 'q:' then
      local id, queue = match(name, '^(%d+):(.*)$')
      items[#items + 1] = {tonumber(id), queue, h[i + 1]}
      queues[queue] = true
    elseif kind == 't:' then
      local id, pool = match(name, '^(%d+):(.*)$')
      tasks[#tasks + 1] = {tonumber(id), pool, h[i + 1] == '1'}
    elseif kind == 'P:' then
      pool_drop(P, name)
    end
    if kind == 'D:' then drawn_drop(P, name) end
    if kind == 'U:' then call('UNLINK', P .. 'u:' .. s .. '.' .. name) end
  end
  table.sort(tasks, function(x, y) return x[1] > y[1] or x[1] == y[1] and x[2] > y[2] end)
  for _, task in ipairs(tasks) do
    local id, pool = string.format('%.0f', task[1]), task[2]
    call('HDEL', P .. 'T:' .. pool, id)
    b_drop(P, pool, id, 'r') -- half an outcome
    local data = call('HGET', P .. 'd:' .. pool, id)
    local unbegun = not task[3] and call('HEXISTS', P .. 'p:' .. pool, 'e') == 1 -- a process that another worker may begin
    if data and not is_stopped(P, pool) and (unbegun or match(data, '^0') == nil) then
      t_again(P, pool, id, data, not unbegun)
    elseif data then
      t_lost(P, pool, id, info)
    end
  end
  for _, task in ipairs(tasks) do t_ready(P, task[2]) end
  t_serve(P)
  table.sort(items, function(x, y) return x[1] > y[1] end) -- the last one first: each finds its place in front
  for _, item in ipairs(items) do q_return(P, item[2], item[1], item[3]) end
  for queue in pairs(queues) do q_serve(P, queue) end
  for _, list in ipairs(lists) do
    if not is_gone(P, string.sub(list, 4)) then unwaited(P, list) end
  end
  if call('EXISTS', P .. 'ses') == 0 then call('DEL', P .. 'lb', P .. 'pv') end
end
-- Reaps sessions whose time is over. Where nobody beat for half a session's lease the server was away and not the session:
-- then it has one lease more, once, until it beats again.
local function sweep(P, t)
  if call('EXISTS', P .. 'ses') == 0 then return end -- a beat of the last session that came after its end
  local silent, reaped = t - tonumber(call('GET', P .. 'lb') or t), 0
  call('SET', P .. 'lb', string.format('%.0f', t))
  for _, s in ipairs(call('ZRANGEBYSCORE', P .. 'ses', '-inf', t)) do
    local h = call('HMGET', P .. 'S:' .. s, 'l', 'g')
    if not h[2] and silent >= tonumber(h[1]) / 2 then
      call('HSET', P .. 'S:' .. s, 'g', '1')
      call('ZADD', P .. 'ses', t + tonumber(h[1]), s)
    elseif reaped < REAPED_AT_ONCE then
      reaped = reaped + 1
      reap(P, s)
    end
  end
end
local function others(P, t, protocol) -- sessions that have another protocol: its number, how many they are, what some are; or nil
  if call('EXISTS', P .. 'ses') == 0 or call('GET', P .. 'pv') == protocol then return end
  sweep(P, t) -- some may be dead
  local some = call('ZRANGE', P .. 'ses', 0, 2)
  if #some == 0 then return end
  local out = {call('GET', P .. 'pv') or '?', call('ZCARD', P .. 'ses')}
  for i, s in ipairs(some) do out[2 + i] = call('HGET', P .. 'S:' .. s, 'i') or s end
  return out
end
local function open(keys, a) -- session lease info protocol -> 1 | what others says: then there is no session
  local P, t = keys[1], now()
  local refusal = others(P, t, a[4])
  if refusal then return refusal end
  call('SET', P .. 'pv', a[4])
  call('ZADD', P .. 'ses', t + tonumber(a[2]), a[1])
  call('HSETNX', P .. 'S:' .. a[1], 'n', '0')
  call('HSET', P .. 'S:' .. a[1], 'l', a[2], 'i', a[3])
  sweep(P, t)
  return 1
end
local function beat(keys, a) -- session seen (- for nothing) -> 1 | 0 it was taken for dead
  local P, t = keys[1], now()
  local lease = call('HGET', P .. 'S:' .. a[1], 'l')
  if lease then
    call('ZADD', P .. 'ses', t + tonumber(lease), a[1])
    call('HDEL', P .. 'S:' .. a[1], 'g')
    trim(P, a[1], a[2])
  end
  sweep(P, t)
  return lease and 1 or 0
end
local function bye(keys, a) -- session: it has ended -> 1 | 0 it was known before
  if not call('ZSCORE', keys[1] .. 'ses', a[1]) then return 0 end
  reap(keys[1], a[1])
  return 1
end

-- A numbered call is done once, however often it is sent. Its caller says up to which number it has the replies (acked); if
-- that is more than this server knows of, then the server has lost something. A number that is passed over was refused.
local function numbered(functions)
  return function(keys, a) -- "session number acked seen function" args...
    local P = keys[1]
    local s, n, acked, seen, name = match(a[1], '^(%S+) (%d+) (%d+) (%S+) (%S+)$')
    local last = call('HGET', P .. 'S:' .. s, 'n')
    if not last then return redis.error_reply('DEAD') end
    if tonumber(n) <= tonumber(last) then
      local r = call('HGET', P .. 'r:' .. s, n)
      if not r then return redis.error_reply('REFUSED') end
      local reply = cmsgpack.unpack(r)
      if type(reply) ~= 'table' or reply[1] ~= '@' then return reply end
      local out = {}
      for i = 3, #reply do
        out[2 * i - 5], out[2 * i - 4] = reply[i], call('HGET', P .. 'h:' .. s, 'q:' .. reply[i] .. ':' .. reply[2])
      end
      return out
    end
    if tonumber(acked) > tonumber(last) then return redis.error_reply('GAP') end
    if a[2] and name ~= 'ack' and is_gone(P, a[2]) then return redis.error_reply('GONE') end
    if acked == last then call('DEL', P .. 'r:' .. s) end
    trim(P, s, seen)
    local reply, kept = functions[name](P, s, a)
    call('HSET', P .. 'S:' .. s, 'n', n)
    call('HSET', P .. 'r:' .. s, n, cmsgpack.pack(kept or reply))
    return reply
  end
end
redis.register_function('p{protocol}_call', numbered(F))
redis.register_function{function_name = 'p{protocol}_give', callback = numbered(GIVES), flags = {'allow-oom'}}
redis.register_function('p{protocol}_open', open)
redis.register_function{function_name = 'p{protocol}_beat', callback = beat, flags = {'allow-oom'}}
redis.register_function{function_name = 'p{protocol}_bye', callback = bye, flags = {'allow-oom'}}
