package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Protocol.Command;

/** The functions do what the model says, whatever several sessions call and whenever they end; and a walk finds each fault. */
class FunctionsWalkTest {
    private static final long LEASE_MILLIS = 3_600_000;
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
        RandomWalk.isRight(server, Walk::new, 2, STEPS);
    }

    @Test
    void aCallThatIsSentAgainHasItsReplyForAsLongAsItMayBeWanted() {
        try (Functions functions = new Functions(server, "numbers", Protocol.functions())) {
            functions.open("s", LEASE_MILLIS);
            for (int round = 0; round < 2; round++) { // three calls that are sent together, then one alone
                int first = 4 * round + 1;
                for (int times = 0; times < 2; times++) {
                    for (int n = first; n < first + 3; n++) {
                        assertEquals(n + "", functions.call("s", n, first - 1, "add", "count", 1));
                    }
                }
                for (int times = 0; times < 2; times++) {
                    assertEquals(first + 3 + "", functions.call("s", first + 3, first + 2, "add", "count", 1));
                }
                for (int n = first; n < first + 3; n++) {
                    assertEquals(
                            new Functions.Refusal("ERR REFUSED"), functions.call("s", n, first - 1, "add", "count", 1));
                }
            }
            assertEquals("8", functions.read(Command.GET, "v:count"));
            assertEquals(Set.of("S:s", "r:s", "ses", "lb", "pv", "v:count"), functions.keys());
        }
    }

    /** Each line: what is broken | text of procession.lua | what stands there instead. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fence stays | f = P .. 'l:' .. name, number(P) | f = P .. 'l:' .. name, 1",
                "held lock is granted | if not h[1] then return lock_grant | if true then return lock_grant",
                "reentrant count is lost | 'HINCRBY', P .. 'l:' .. a[2], 'c', 1 | 'HINCRBY', P .. 'l:' .. a[2], 'c', 0",
                "abandoned lock is silent | call('HSET', P .. 'l:' .. name, 'a', s) | ",
                "abandoned flag stays | call('HDEL', P .. 'l:' .. name, 'a') | ",
                "any thread releases | (h[1] ~= s or h[2] ~= a[3]) | false",
                "wait keeps the lock | lock_release(P, a[3], s, dead) | ",
                "wait forgets how often | thread .. ' ' .. count, a[3] | thread .. ' 1', a[3]",
                "signal wakes without the lock | wait(P, w, t, 'lw:' .. a[3], more) | tell(P, w, 't', t)",
                "permit is not taken | 'v', v - 1 | 'v', v",
                "permits of the dead are lost | sem_free(P, name, tonumber(h[i + 1])) | sem_free(P, name, 0)",
                "too many releases | tonumber(h[1] or a[3]) >= most | false",
                "event wakes one | for s, t in function() return first(P, list) end do tell(P, s, 't', t, ...) end |"
                        + " local s, t = first(P, list) if s then tell(P, s, 't', t, ...) end",
                "barrier outlives its parties | if kind == 'bw:' then barrier_break(P, name) | if kind == 'bw:' then",
                "item is given twice | call('LPOP', q) | call('LINDEX', q, 0)",
                "items of the dead are lost | q_return(P, item[2], item[1], item[3]) | ",
                "items of the dead go to the end | if i == 0 then call('LPUSH' | if i == 0 then call('RPUSH'",
                "items of the dead are not offered | for queue in pairs(queues) do q_serve(P, queue) end | ",
                "items come back without order | < id do | < 0 do",
                "bound is ignored | if bound > 0 and | if false and",
                "putter waits for ever | if not putter or | if true or",
                "item in nobody's hands | call('HSET', P .. 'h:' .. s, 'q:' .. id .. ':' .. name, item) | ",
                "joiner waits for ever | 'u', -1) == 0 | 'u', -1) < 0",
                "deleted items come back | if not born or id <= tonumber(born) | if false",
                "pieces of the dead stay | if kind == 'U:' then | if false then",
                "pieces stay with who sent them | if i_is(item) then i_adopt(P, name, s, id, item) end | ",
                "pieces of others are taken | if call('HDEL', P .. 'h:' .. s, 'U:' .. n) == 0 then return end | ",
                "pieces of acknowledged items stay | if (q[2] or not is) and call('UNLINK', i_key(P, a[i], a[i + 1]))"
                        + " == 1 and is | if is",
                "long items are not counted | call('HINCRBY', P .. 'Q:' .. name, 'l', 1) | ",
                "pieces of a deleted queue stay | i_drop_all(P, a[2]) | ",
                "pieces of deleted items stay | if i_is(item) then call('UNLINK', i_key(P, name, id)) end | ",
                "pieces of deleted items stay when they are acknowledged | if (q[2] or not is) and | if q[2] and",
                "pieces stay when nothing is put | return call('UNLINK', P .. 'u:' .. s .. '.' .. a[2]) | return"
                        + " call('EXISTS', P .. 'u:' .. s .. '.' .. a[2])",
                "an item is put without its pieces | if not i_is(item) or i_is_sent(P, s, item) then | if true then",
                "last comes first | local entry = call('LPOP', P .. list) | local entry = call('RPOP', P .. list)",
                "waits of the dead stay | call('LREM', P .. list, 1, entry) return list | return list",
                "sum is a float | if sum == '0' then call('DEL', k) end | sum = string.format('%.0f', tonumber(sum))",
                "overflow adds | return type(ok) == 'number' and sum or nil | return sum",
                "a removed entry does not go back | return call('HSETNX', P .. 'm:' .. a[2], a[3], a[4]) | return 1",
                "any version is replaced | if version(call('HGET', k, a[3])) ~= a[4] then return 0 end | ",
                "call is done twice | if tonumber(n) <= tonumber(last) then | if false then",
                "loss is not seen | if tonumber(acked) > tonumber(last) then | if false then",
                "dead sessions act | if not last then return redis.error_reply('DEAD') end | last = last or '0'",
                "inbox of the dead stays | P .. 'in:' .. s, P .. 'S:' .. s | P .. 'S:' .. s",
                "semaphores are never removed | then call('DEL', k) end -- nobody uses it | then end",
            })
    void walkFindsABrokenFunction(String what, String text, String instead) {
        RandomWalk.finds(server, Walk::new, what, text, instead, STEPS);
    }

    @Test
    void functionsOfArraysAndManagersDoWhatTheModelSays() {
        RandomWalk.isRight(server, ContentsWalk::new, 2, STEPS);
    }

    /** Each line as above. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "elements stay as they were | call('SETRANGE', P .. 'a:' .. a[2], a[3], a[4]) | ",
                "any elements are replaced | #a[4]) ~= a[4] then return 0 end | #a[4]) ~= a[4] then end",
                "whole numbers do not wrap around | 'INCRBY', 'i' .. | 'OVERFLOW', 'SAT', 'INCRBY', 'i' ..",
                "a float is added as a double | #a[4] == 4 and '>f' or '>d' | '>d'",
                "zeros at the end are not there | string.rep('\\0', width - #bytes) | ''",
                "another thread changes it | return h[1] and not (h[1] == s and h[2] == a[3]) | return false",
                "its holder may not change it | return h[1] and not (h[1] == s and h[2] == a[3]) | return h[1]",
                "what is there is replaced | if not (old and a[4] == '1') then | if true then",
                "a key loses its place | (old and match(old, '^%d+') or number(P)) | number(P)",
                "what was there stays | call('UNLINK', P .. 'k:' .. a[2]) | ",
                "elements that were there stay | call('UNLINK', P .. 'o:' .. a[2]) | ",
                "a key is not removed | call('HDEL', P .. 'k:' .. a[2], a[4]) | ",
                "elements come at the wrong end | a[4] == 'l' and 'LPUSH' or 'RPUSH' | 'RPUSH'",
                "another entry is lost when one goes back | return call('HSETNX', P .. 'k:' | return call('HSET', P .."
                        + " 'k:'",
                "an entry goes back under a lock | function GIVES.keys_back(P, s, a) | function GIVES.keys_back(P, s,"
                        + " a) shut = function() return false end",
                "an element goes back at the wrong end | GIVES.list_back = F.list_put | function GIVES.list_back(P, s,"
                        + " a) a[4] = 'l' return F.list_put(P, s, a) end",
                "the wrong end is taken | a[4] == 'l' and 'LPOP' or 'RPOP' | 'LPOP'",
                "an element is not set | call('LSET', P .. 'o:' .. a[2], a[4], a[5]) | ",
                "a list is not cleared | call('UNLINK', P .. 'k:' .. a[2], P .. 'o:' .. a[2]) | call('UNLINK', P .."
                        + " 'k:' .. a[2])",
            })
    void walkFindsABrokenFunctionOfArraysAndManagers(String what, String text, String instead) {
        RandomWalk.finds(server, ContentsWalk::new, what, text, instead, STEPS);
    }
}
