package myelin;

/// The program: `myelin <command>`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("Myelin " + version());
    }

    /// The version in the jar's manifest; classes that are run from a folder have none.
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
