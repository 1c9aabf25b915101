package postprox.bench;

/** The least that a JVM can be started for: a line on standard output. */
final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
