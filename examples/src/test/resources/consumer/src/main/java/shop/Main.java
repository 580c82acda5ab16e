package shop;

/** Runs everything in one go and prints what came out. */
class Main {
    void main() throws Exception {
        IO.println("running in " + Main.class.getModule());
        new Tour().main();
        var counter = new Counter(3);
        counter.start();
        counter.join();
        IO.println("sum of the slices: " + Sum.ofSlices());
        IO.println("sum through captured queues: " + Sum.captured());
        IO.println("echo: " + Echo.call());
        IO.println("till: " + Till.afterThreeCustomers());
    }
}
