package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Graphs in which an element of a set, or a key of a map, leads back to an object that holds that set or map. */
final class CycleSamples {
    static final List<Sample> LIST = List.of(
            of("friends in sets of each other", () -> new Person("a").and(new Person("b")), CycleSamples::areFriends),
            of("an element of its own set", () -> new Person("a").and(null), CycleSamples::areFriends),
            of("Serializable elements", () -> new Serial(1).and(new Serial(2)), actual -> {
                Serial friend = ((Serial) actual).all.iterator().next();
                return friend.all.contains(actual) && ((Serial) actual).all.contains(friend);
            }),
            of("elements whose hash code comes from another object", () -> Graph.of("a", "b"), actual -> {
                Graph graph = (Graph) actual;
                return graph.edges.size() == 2
                        && graph.order.size() == 2
                        && graph.edges.keySet().stream().allMatch(graph.edges::containsKey)
                        && graph.seen.keySet().stream().allMatch(graph.seen::containsKey)
                        && graph.nodes.stream().allMatch(graph.nodes::contains)
                        && graph.nodes.containsAll(graph.edges.keySet());
            }),
            of("elements that are equal before they are complete", Team::make, actual -> {
                Team team = (Team) actual;
                return team.members.size() == 3 && team.members.stream().allMatch(team.members::contains);
            }),
            of("elements ordered by what their holder knows", Ranking::make, actual -> {
                Ranking ranking = (Ranking) actual;
                return List.copyOf(ranking.items).equals(List.of("b", "a"))
                        && List.copyOf(ranking.counts.keySet()).equals(List.of("b", "a"))
                        && ranking.items.contains("a")
                        && ranking.counts.containsKey("b");
            }),
            of("elements ordered by a comparator with the same set", Order::make, actual -> {
                Order order = (Order) actual;
                return List.copyOf(order.items).equals(List.of("b", "a")) && order.items.contains("a");
            }),
            of("an object that is checked when its holder is complete", Checked::make, actual -> {
                Checked checked = (Checked) actual;
                return checked.part.order.equals(List.of("late", "early"));
            }));

    private CycleSamples() {}

    private static boolean areFriends(Object actual) {
        Person person = (Person) actual;
        Person friend = person.friends.iterator().next();
        return person.friends.contains(friend) && friend.friends.contains(person);
    }

    /** A key as people write it: no record, not final. */
    static class Key {
        final String text;

        Key(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && text.equals(key.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    static class Circle {
        Set<Person> friends = new HashSet<>();
    }

    static final class Person extends Circle {
        final Key id;

        Person(String id) {
            this.id = new Key(id);
        }

        Person and(Person other) {
            Person friend = other == null ? this : other;
            friends.add(friend);
            friend.friends.add(this);
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Person person && id.equals(person.id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    record Number(int value) implements Serializable {}

    static final class Serial implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Set<Serial> all = new HashSet<>();

        final Number number;

        Serial(int number) {
            this.number = new Number(number);
        }

        Serial and(Serial other) {
            all.add(other);
            other.all.add(this);
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Serial serial && number.equals(serial.number);
        }

        @Override
        public int hashCode() {
            return number.hashCode();
        }
    }

    static final class Node {
        final Graph graph;
        final String name;

        Node(Graph graph, String name) {
            this.graph = graph;
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Node node
                    && name.equals(node.name)
                    && graph.sign().equals(node.graph.sign());
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, graph.sign());
        }
    }

    static final class Graph {
        final Map<Node, List<Node>> edges = new HashMap<>();
        final Set<Node> nodes = new HashSet<>();
        final Map<Node, String> order = new LinkedHashMap<>();
        final Map<Node, String> seen = new ConcurrentHashMap<>();
        List<Object> signs = new ArrayList<>(); // read behind the maps

        static Graph of(String... names) {
            Graph graph = new Graph();
            graph.signs.add(new UUID(1, 2));
            for (String name : names) {
                Node node = new Node(graph, name);
                graph.nodes.add(node);
                graph.edges.put(node, List.of(node));
                graph.order.put(node, name);
                graph.seen.put(node, name);
            }
            return graph;
        }

        String sign() {
            return signs.toString();
        }
    }

    /** Its members are all equal to each other as long as it has no names. */
    static final class Team {
        final Set<Member> members = new HashSet<>();
        final List<String> names = new ArrayList<>();

        static Team make() {
            Team team = new Team();
            team.names.addAll(List.of("a", "b", "c"));
            for (int i = 0; i < 3; i++) {
                team.members.add(new Member(team, i));
            }
            return team;
        }
    }

    static final class Member {
        final Team team;
        final int index;

        Member(Team team, int index) {
            this.team = team;
            this.index = index;
        }

        private String name() {
            return team.names.size() > index ? team.names.get(index) : "nobody yet";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Member member && name().equals(member.name());
        }

        @Override
        public int hashCode() {
            return name().hashCode();
        }
    }

    /** Its comparator is a lambda that looks into a field which is read behind those that it orders. */
    static final class Ranking {
        final Map<String, Integer> ranks = new HashMap<>();
        final TreeSet<String> items = new TreeSet<>(comparator());
        final TreeMap<String, Integer> counts = new TreeMap<>(comparator());

        private Comparator<String> comparator() {
            return (Comparator<String> & Serializable) (one, other) -> ranks.get(one) - ranks.get(other);
        }

        static Ranking make() {
            Ranking ranking = new Ranking();
            ranking.ranks.putAll(Map.of("b", 1, "a", 2));
            ranking.items.addAll(List.of("a", "b"));
            ranking.counts.putAll(Map.of("a", 1, "b", 2));
            return ranking;
        }
    }

    static final class Order implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Map<String, Integer> ranks = new HashMap<>();

        TreeSet<String> items;

        static Order make() {
            Order order = new Order();
            order.ranks.putAll(Map.of("b", 1, "a", 2));
            order.items = new TreeSet<>(order);
            order.items.addAll(List.of("a", "b"));
            return order;
        }

        @Override
        public int compare(String one, String other) {
            return ranks.get(one) - ranks.get(other);
        }
    }

    static final class Checked implements Serializable {
        private static final long serialVersionUID = 1L;
        Part part;
        String text;

        static Checked make() {
            Checked checked = new Checked();
            checked.part = new Part();
            checked.part.holder = checked;
            checked.text = "complete";
            return checked;
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            part.order = new ArrayList<>();
            input.registerValidation(() -> part.order.add("early"), 1);
        }
    }

    static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;
        Checked holder;
        transient List<String> order;

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.registerValidation(new WhenComplete(this), 2);
            input.defaultReadObject();
        }
    }

    record WhenComplete(Part part) implements ObjectInputValidation {
        @Override
        public void validateObject() throws InvalidObjectException {
            if (part.holder.text == null) {
                throw new InvalidObjectException("the holder is not complete");
            }
            part.order.add("late");
        }
    }
}
