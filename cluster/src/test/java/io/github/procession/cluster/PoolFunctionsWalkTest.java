package io.github.procession.cluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions of pools do what the model says, whoever ends when; and a walk finds each fault. */
class PoolFunctionsWalkTest {
    private static final int STEPS = 3_000;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.with("--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void functionsDoWhatTheModelSays() {
        RandomWalk.isRight(server, PoolWalk::new, 3, STEPS);
    }

    /** Each line: what is broken | text of procession.lua | what stands there instead. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "more run than the pool has | call('HLEN', P .. 'T:' .. pool) < tonumber(h[1]) | true",
                "pool is in the ring twice | h[1] and not h[2] and | h[1] and",
                "run is not asked for | if not t_fits(P, pool, runs) or call | if call",
                "processes go to who has room for tasks | (h[3] and 'e' or 't') | 't'",
                "room is not used up | 'f' .. k, -1) > 0 | 'f' .. k, 0) > 0",
                "worker with room gets one task | 'f' .. k, -1) > 0 | 'f' .. k, -1) > 9",
                "worker that has room again is forgotten | 'f' .. k, n) == n then | 'f' .. k, n) == -1 then",
                "worker is in the line twice | 'f' .. k, n) == n then | 'f' .. k, n) > 0 then",
                "first worker keeps its place | then call('RPUSH', workers, s) end | then call('LPUSH', workers, s)"
                        + " end",
                "no worker behind one that may not have it | passed = given and 0 or passed + 1 | passed ="
                        + " given and 0 or 99",
                "end of tasks makes no room | t_room(P, s, 't', tonumber(a[2])) | ",
                "worker that stopped has room again | if call('HEXISTS', P .. 'S:' .. s, 'k') == 1 then | if true then",
                "worker that stopped gets tasks | call('LREM', P .. 'tw:' .. k, 1, s) | ",
                "stop is not told | 'm', 'z') | 'm', 'y')",
                "large task comes whole | if #data > LARGE then | if false then",
                "signal reaches nobody | 'm', 's', 'i', a[3] | 'm', 's', 'i', '0'",
                "process that was ended before begins | call('LREM', P .. 't:' .. a[2], 1, a[3]) | ",
                "unable worker is asked again | call('HEXISTS', P .. 'p:' .. pool, 'x:' .. s) == 1 and t_others(P,"
                        + " pool, s) | false",
                "unable worker never gets a task | 'x:' .. s) == 1 and t_others(P, pool, s) then | 'x:' .. s) == 1"
                        + " then",
                "tasks that no worker can run are given on | if how == 'x' and not stopped and t_others(P, pool, s)"
                        + " then | if how == 'x' then",
                "worker that is able again gets nothing | if how == 'r' then call('HDEL', P .. 'p:' .. pool, 'x:' .."
                        + " s) end | ",
                "stopped pool gives tasks | and not h[4] and | and",
                "stopped pool stays in the ring | call('LREM', P .. 'tp:t', 1, a[2]) | ",
                "stop is told to one worker | told[w] = true | told = setmetatable({}, {__index = function() return"
                        + " true end})",
                "stop is told for each task | if not told[w] then | if true then",
                "task of a stopped pool runs again | if not stopped and (how == 'b' | if (how == 'b'",
                "stopped pool tries another worker | if how == 'x' and not stopped and | if how == 'x' and",
                "task of a stopped pool goes to another worker | if data and not is_stopped(P, pool) and (unbegun |"
                        + " if data and (unbegun",
                "task that was given back has an outcome | elseif how == 'b' then | elseif false then",
                "others stop a pool | if call('HGET', p, 'o') ~= s then return 0 end | ",
                "runs of other workers are not asked for | if runs and t_fits(P, pool, runs) and call | if runs and"
                        + " call",
                "task is in nobody's hands | call('HSET', P .. 'h:' .. s, t_field(id, pool), '') | ",
                "task is given twice | local id = call('LPOP', P .. 't:' .. pool) |"
                        + " local id = call('LINDEX', P .. 't:' .. pool, 0)",
                "pool is forgotten | t_ready(P, a[2]) | ",
                "others end a task | call('HDEL', P .. 'h:' .. s, t_field(id, pool)) == 1 | true",
                "retries have no end | retries - 1 | retries",
                "retries of a lost worker are lost | how == 'w' and match(data, '^0') == nil | false",
                "giving back costs a retry | t_again(P, pool, id, data, how == 'w') | t_again(P, pool, id, data, true)",
                "tasks of the dead are lost | t_again(P, pool, id, data, not unbegun) | ",
                "process that did not begin is lost with its worker | (unbegun or match | (match",
                "process begins twice | local unbegun = not task[3] and | local unbegun =",
                "task runs again as a process does | unbegun = not task[3] and call('HEXISTS', P .. 'p:' .. pool,"
                        + " 'e') == 1 | unbegun = not task[3]",
                "beginning of a process is not known | call('HSET', k, field, '1') | ",
                "process begins though it was taken away | if call('HEXISTS', k, field) == 0 then return 0 end | ",
                "signal leaves a process with a worker | call('HDEL', P .. 'h:' .. by, field) | ",
                "death is not told | 'm', 'l', 'i', id, 'v', info) | 'm', 'l', 'i', id, 'v', '')",
                "tasks of the dead are not offered | for _, task in ipairs(tasks) do t_ready(P, task[2]) end | ",
                "task of another number | 'm', k, 'i', id, 'v' | 'm', k, 'i', '0', 'v'",
                "end of a pool is not told | 'm', 'x') | 'm', 'y')",
                "end of a pool leaves tasks | {'p:', 't:', 'd:', 'T:', 'R:', 'c:', 'B:'} |"
                        + " {'p:', 't:', 'T:', 'R:', 'c:', 'B:'}",
                "pool outlives its program | pool_drop(P, name) | ",
                "begun task is taken back in vain | if by and a[3] == '1' then | if by and a[3] == '2' then",
                "withdrawn task stays in the line | call('LREM', P .. 't:' .. a[2], 1, id) | ",
                "large outcome stays | return call('HDEL', P .. 'R:' .. a[2], a[3]) + | return" + " 1 +",
                "pieces of an outcome stay | + b_drop(P, a[2], a[3], 'r') | ",
                "pieces of a task stay behind its end | b_drop(P, pool, id, 't') | ",
                "pieces of a lost task stay | b_drop(P, pool, id, 'tr') | ",
                "pieces of a withdrawn task stay | b_drop(P, a[2], id, is and 'tr' or 't') | ",
                "pieces of an outcome go with a withdrawal that comes too late | is and 'tr' or 't' | 'tr'",
                "pieces of a process that was ended before stay | b_drop(P, a[2], a[3], 'tr') | ",
                "pieces of an outcome of the dead stay | b_drop(P, pool, id, 'r') -- half | -- half",
                "pieces that were sent in vain stay | if a[i + 3] ~= '' then b_drop(P, pool, id, 'r') end | ",
                "pieces stay behind a pool | 'c:', 'B:'} | 'c:'}",
                "pieces are added to those before | if number == '1' then b_drop(P, pool, id, kind) end | ",
                "others send pieces of a task | return call('HGET', P .. 'p:' .. a[2], 'o') == s and b_put | return"
                        + " b_put",
                "others send pieces of an outcome | return call('HGET', P .. 'T:' .. a[2], a[3]) == s and b_put |"
                        + " return b_put",
                "outcome in pieces comes empty | if #value > 0 and #value <= LARGE | if #value <= LARGE",
                "class of another name | if asked == name then | if true then",
                "class is asked for twice | asked = asked or match(entry, '^%S+ %S+ (.*)$') == a[3] | ",
                "class is asked for too rarely | (.*)$') == a[3] | (.*)$') ~= ''",
                "class is not kept | if a[5] == '1' then call('HSET', P .. 'c:' | if false then call('HSET', P .. 'c:'",
            })
    void walkFindsABrokenFunction(String what, String text, String instead) {
        RandomWalk.finds(server, PoolWalk::new, what, text, instead, STEPS);
    }
}
