#!/usr/bin/env escript
%% The same events as `script.ts` runs, in Erlang: prints the transcript that ours must equal, line by line.

-mode(compile).
-export([main/1, init/1]).

main(_) ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    register(collector, self()),
    scenario("monitors", fun monitors/0),
    scenario("links", fun links/0),
    scenario("names", fun names/0),
    scenario("order", fun order/0),
    scenario("call", fun call/0),
    scenario("one-for-one", fun() -> crash_b(one_for_one) end),
    scenario("one-for-all", fun() -> crash_b(one_for_all) end),
    scenario("rest-for-one", fun() -> crash_b(rest_for_one) end),
    scenario("restart types", fun restart_types/0),
    scenario("one-for-all takes the finished and leaves the temporary", fun mixed/0),
    scenario("intensity", fun intensity/0),
    scenario("nested", fun nested/0),
    scenario("ordered stop", fun ordered_stop/0),
    scenario("deaf child", fun deaf_child/0).

scenario(Name, Run) ->
    io:format("# ~s~n", [Name]),
    Run().

say(Format, Arguments) -> io:format(Format ++ "~n", Arguments).

reason(R) when R =:= normal; R =:= killed; R =:= shutdown; R =:= noproc; R =:= noconnection -> atom_to_list(R);
reason(_) -> "error".

%% An actor that does as it is told; Traps: whether it hears of exits as messages.
actor(Traps) ->
    Self = self(),
    spawn(fun() -> process_flag(trap_exit, Traps), loop(Self) end).

loop(Owner) ->
    receive
        crash -> exit(boom);
        stop -> ok;
        {link, Pid} -> link(Pid), Owner ! linked, loop(Owner);
        {unlink, Pid} -> unlink(Pid), Owner ! unlinked, loop(Owner);
        {ping, From} -> From ! pong, loop(Owner);
        {'EXIT', _, Why} -> Owner ! {trapped, Why}, loop(Owner)
    end.

down(Pid) ->
    Monitor = monitor(process, Pid),
    receive {'DOWN', Monitor, process, _, Why} -> reason(Why) end.

monitors() ->
    A = actor(false), M1 = monitor(process, A), M2 = monitor(process, A), A ! stop,
    say("stopped: ~s ~s", [heard(M1), heard(M2)]),
    B = actor(false), M3 = monitor(process, B), B ! crash, say("crashed: ~s", [heard(M3)]),
    C = actor(false), M4 = monitor(process, C), exit(C, kill), say("killed: ~s", [heard(M4)]),
    say("dead: ~s", [down(C)]),
    D = actor(false), M5 = monitor(process, D), exit(D, shutdown), say("told to shut down: ~s", [heard(M5)]),
    E = actor(false), M6 = monitor(process, E), M7 = monitor(process, E), exit(E, kill), heard(M7),
    demonitor(M6, [flush]),
    receive {'DOWN', M6, _, _, _} -> say("cancelled: heard", []) after 0 -> say("cancelled: silent", []) end.

heard(Monitor) -> receive {'DOWN', Monitor, process, _, Why} -> reason(Why) end.

linked(Traps, Act) ->
    A = actor(Traps), B = actor(false),
    M = monitor(process, A),
    A ! {link, B}, receive linked -> ok end,
    Act(B),
    {A, M}.

links() ->
    {_, M1} = linked(false, fun(B) -> B ! crash end), say("other crashed: ~s", [heard(M1)]),
    {_, M2} = linked(false, fun(B) -> exit(B, kill) end), say("other killed: ~s", [heard(M2)]),
    {A3, M3} = linked(false, fun(B) -> R = monitor(process, B), B ! stop, heard(R) end),
    A3 ! {ping, self()}, receive pong -> say("other stopped: alive", []) end,
    exit(A3, kill), heard(M3),
    {_, _} = linked(true, fun(B) -> B ! crash end), say("trapping, other crashed: ~s", [trapped()]),
    {_, _} = linked(true, fun(B) -> B ! stop end), say("trapping, other stopped: ~s", [trapped()]),
    {_, _} = linked(true, fun(B) -> exit(B, kill) end), say("trapping, other killed: ~s", [trapped()]),
    {_, M4} = linked(true, fun(_) -> ok end),
    {A5, M5} = linked(true, fun(_) -> ok end), exit(A5, kill), say("trapping, killed itself: ~s", [heard(M5)]),
    demonitor(M4, [flush]),
    Dead = actor(false), exit(Dead, kill), down(Dead),
    A6 = actor(true), A6 ! {link, Dead}, receive linked -> ok end, say("link to the dead: ~s", [trapped()]),
    {A7, M7} = linked(false, fun(B) ->
        put(other, B) end),
    A7 ! {unlink, get(other)}, receive unlinked -> ok end,
    R7 = monitor(process, get(other)), get(other) ! crash, heard(R7),
    A7 ! {ping, self()}, receive pong -> say("unlinked, other crashed: alive", []) end,
    demonitor(M7, [flush]).

trapped() -> receive {trapped, Why} -> reason(Why) end.

names() ->
    A = actor(false), register(desk, A),
    B = actor(false),
    say("taken: ~s", [try register(desk, B), "registered" catch error:badarg -> "refused" end]),
    M = monitor(process, A), A ! stop, heard(M),
    say("on down: ~s", [try register(desk, B), "free" catch error:badarg -> "taken" end]),
    exit(B, kill), down(B),
    say("after the end: ~p", [whereis(desk) =/= undefined]).

order() ->
    Self = self(),
    Receiver = spawn(fun() -> receive_in_order(0, 0, true, Self) end),
    [spawn(fun() -> [Receiver ! {S, N} || N <- lists:seq(1, 1000)] end) || S <- [1, 2]],
    receive {ordered, Ordered} -> say("2 senders, 1000 messages each, per pair: ~p", [Ordered]) end.

receive_in_order(1000, 1000, Ordered, To) -> To ! {ordered, Ordered};
receive_in_order(A, B, Ordered, To) ->
    receive
        {1, N} -> receive_in_order(N, B, Ordered and (N =:= A + 1), To);
        {2, N} -> receive_in_order(A, N, Ordered and (N =:= B + 1), To)
    end.

call() ->
    Dying = spawn(fun() -> receive {'$gen_call', _, _} -> exit(boom) end end),
    say("callee crashes: ~s", [try gen_server:call(Dying, x, infinity) catch exit:{W, _} -> reason(W) end]),
    say("callee is dead: ~s", [try gen_server:call(Dying, x, infinity) catch exit:{Why, _} -> reason(Why) end]).

%% Supervision. A child says when it starts and, told to stop, that it stops.

child(Id) ->
    Parent = self(),
    Pid = spawn_link(fun() ->
        process_flag(trap_exit, true),
        register(Id, self()),
        collector ! {line, io_lib:format("start ~s", [Id])},
        Parent ! {ready, self()},
        obey(Id, Parent)
    end),
    receive {ready, Pid} -> {ok, Pid} end.

obey(Id, Parent) ->
    receive
        crash -> exit(boom);
        finish -> exit(normal);
        {'EXIT', Parent, Why} when Id =/= deaf ->
            collector ! {line, io_lib:format("stop ~s", [Id])},
            exit(Why);
        _ -> obey(Id, Parent)
    end.

spec(Id, Restart) -> #{id => Id, start => {erlang, apply, [fun child/1, [Id]]}, restart => Restart, shutdown => 200}.

sup(Strategy, Intensity, Children) ->
    Flags = #{strategy => Strategy, intensity => Intensity, period => 5},
    {ok, Sup} = supervisor:start_link(?MODULE, {Flags, Children}),
    Sup.

init(Specification) -> {ok, Specification}.

%% Sends an order, and prints what is said until Sup has dealt with it: Lines of them.
tell(Id, Order, Lines) ->
    say("~s ~s", [Order, Id]),
    Id ! Order,
    lines(Lines).

lines(0) -> ok;
lines(N) -> receive {line, Text} -> say("  ~s", [Text]) end, lines(N - 1).

quiet(Sup) ->
    supervisor:which_children(Sup),
    receive {line, Text} -> say("  too much: ~s", [Text]) after 0 -> ok end.

finish(Sup, Lines) ->
    say("stop the supervisor", []),
    unlink(Sup), exit(Sup, shutdown),
    lines(Lines),
    say("supervisor: ~s", [down_now(Sup)]).

down_now(Sup) -> M = monitor(process, Sup), case heard(M) of "noproc" -> "gone"; "shutdown" -> "gone"; R -> R end.

crash_b(Strategy) ->
    Sup = sup(Strategy, 1, [spec(Id, permanent) || Id <- [a, b, c]]), lines(3),
    tell(b, crash, case Strategy of one_for_one -> 1; one_for_all -> 5; rest_for_one -> 3 end), quiet(Sup),
    finish(Sup, 3).

restart_types() ->
    Sup = sup(one_for_one, 9, [spec(a, permanent), spec(b, transient), spec(c, temporary), spec(d, temporary)]), lines(4),
    tell(a, finish, 1), tell(a, crash, 1), tell(b, crash, 1),
    tell_silent(b, finish, Sup), tell_silent(c, finish, Sup), tell_silent(d, crash, Sup),
    finish(Sup, 1).

tell_silent(Id, Order, Sup) -> M = monitor(process, Id), tell(Id, Order, 0), heard(M), quiet(Sup).

mixed() ->
    Sup = sup(one_for_all, 1, [spec(a, permanent), spec(b, transient), spec(c, temporary)]), lines(3),
    tell_silent(b, finish, Sup),
    tell(a, crash, 3), quiet(Sup),
    finish(Sup, 2).

intensity() ->
    Sup = sup(one_for_one, 1, [spec(a, permanent), spec(b, permanent)]), lines(2),
    M = monitor(process, Sup),
    tell(a, crash, 1), tell(a, crash, 1),
    say("supervisor: ~s", [heard(M)]),
    receive {'EXIT', Sup, _} -> ok end.

nested() ->
    Inner = #{id => inner, type => supervisor, restart => permanent, shutdown => infinity, start =>
        {erlang, apply, [fun() ->
            Pid = sup(one_for_one, 0, [spec(b, permanent), spec(c, permanent)]), {ok, Pid} end, []]}},
    Outer = sup(one_for_one, 1, [spec(a, permanent), Inner]), lines(3),
    tell(b, crash, 3), quiet(Outer),
    finish(Outer, 3).

ordered_stop() ->
    Sup = sup(one_for_one, 1, [spec(Id, permanent) || Id <- [a, b, c]]), lines(3),
    finish(Sup, 3).

deaf_child() ->
    Sup = sup(one_for_one, 1, [spec(Id, permanent) || Id <- [a, deaf, c]]), lines(3),
    M = monitor(process, deaf),
    say("stop the supervisor", []),
    unlink(Sup), exit(Sup, shutdown),
    lines(2),
    say("deaf: ~s", [heard(M)]),
    say("supervisor: ~s", [down_now(Sup)]).
