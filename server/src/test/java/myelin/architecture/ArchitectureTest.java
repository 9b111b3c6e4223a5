package myelin.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of the house which can be read from classes. Each failure lists every offender, and says
/// what to do. What must be read from sources is in [SourceTest].
final class ArchitectureTest {
    private static final JavaClasses CLASSES = read();

    private static final PackageLine LINE = PackageLine.read();

    /// Of `java.base`, what gives the core no way to the world outside.
    private static final Pattern PURE =
            Pattern.compile(
                    "java\\.(lang|util|security|time|math|text)\\..*"
                            + "|java\\.nio\\.charset\\..*|java\\.nio\\.(Byte|Char)Buffer"
                            + "|java\\.io\\.(Serializable|IOException|UncheckedIOException)"
                            + "|java\\.io\\.(OutputStream|ByteArrayOutputStream|InputStream)"
                            + "|javax\\.crypto\\..*|org\\.jspecify\\..*|myelin\\.core\\..*");

    /// What is in those packages, and does.
    private static final Pattern IMPURE =
            Pattern.compile(
                    "java\\.util\\.concurrent\\..*|java\\.util\\.(Scanner|Timer|logging\\..*|prefs\\..*)"
                            + "|java\\.lang\\.(Thread|Process|ProcessBuilder|Runtime)(\\$.*)?");

    private static final Set<String> CLOCKS =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.Thread.sleep",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.Instant.now",
                    "java.time.InstantSource.system",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.time.ZonedDateTime.now");

    private static final Pattern FUTURES =
            Pattern.compile(
                    "java\\.util\\.concurrent\\.(CompletableFuture|CompletionStage|Future|Flow)(\\$.*)?"
                            + "|org\\.reactivestreams\\..*|reactor\\..*|io\\.reactivex\\..*");

    private static final Pattern FORBIDDEN_NAMES =
            Pattern.compile(
                    ".+(Manager|Handler|Service|Impl|Util|Utils|Helper|Base|Abstract|Common)"
                            + "|Abstract.+|Util|Utils|Common");

    private static final Set<String> FORBIDDEN_PACKAGES =
            Set.of("util", "utils", "common", "misc", "helper", "helpers", "impl", "service");

    @Test
    void everyClassHasAPlaceInTheLine() {
        Set<String> strangers = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!isCore(type)
                    && !type.getSimpleName().equals("package-info")
                    && LINE.entry(type.getName()).isEmpty()) {
                strangers.add(
                        type.getPackageName().equals("myelin")
                                ? type.getName()
                                : type.getPackageName());
            }
        }
        assertThat(strangers)
                .as("packages without a row in " + PackageLine.FILE + ": give each its place")
                .isEmpty();
    }

    @Test
    void aPackageUsesOnlyWhatStandsAboveIt() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            Optional<String> user = LINE.entry(type.getName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                Optional<String> used = LINE.entry(dependency.getTargetClass().getName());
                if (user.isPresent()
                        && used.isPresent()
                        && LINE.place(used.get()) > LINE.place(user.get())) {
                    wrong.add(
                            "%s stands above %s and must not use it: %s"
                                    .formatted(
                                            user.get(), used.get(), dependency.getDescription()));
                }
            }
        }
        assertThat(wrong).as("uses against the line of " + PackageLine.FILE).isEmpty();
    }

    @Test
    void theCoreTouchesNothingOutside() {
        assertThat(
                        dependencies(
                                ArchitectureTest::isCore,
                                target ->
                                        (!PURE.matcher(target).matches()
                                                        && !target.startsWith("tools.jackson."))
                                                || IMPURE.matcher(target).matches()))
                .as("in core: neither files, sockets, threads nor shared clocks")
                .isEmpty();
    }

    @Test
    void theCoreIsDeterministic() {
        assertThat(
                        calls(
                                ArchitectureTest::isCore,
                                call ->
                                        CLOCKS.contains(call)
                                                || call.equals("java.lang.System.nanoTime")
                                                || call.equals("java.lang.Math.random")
                                                || call.equals("java.util.UUID.randomUUID")))
                .as("in core: time and chance are given")
                .isEmpty();
        // A class which is a source itself calls the constructor of what it extends.
        List<String> unseeded = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (JavaAccess<?> access : type.getConstructorCallsFromSelf()) {
                boolean random =
                        Set.of("java.util.Random", "java.security.SecureRandom")
                                .contains(access.getTargetOwner().getName());
                boolean extended = type.isAssignableTo(access.getTargetOwner().getName());
                if (isCore(type)
                        && random
                        && !extended
                        && access.getDescription().contains("<init>()>")) {
                    unseeded.add(access.getDescription());
                }
            }
        }
        assertThat(unseeded).as("in core: no random numbers without a seed").isEmpty();
    }

    @Test
    void foreignLibrariesStayAtHome() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            String here = type.getPackageName().replaceFirst("^myelin\\.?", "");
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                Optional<String> home = LINE.home(dependency.getTargetClass().getName());
                if (home.isPresent() && !home.get().equals(here)) {
                    wrong.add("only for %s: %s".formatted(home.get(), dependency.getDescription()));
                }
            }
        }
        assertThat(wrong).as("libraries outside their home in " + PackageLine.FILE).isEmpty();
    }

    @Test
    void endpointsTablesAndFollowersArePrivateToTheirPackage() {
        Pattern inner = Pattern.compile(".+(Endpoints|Table|Follower)");
        assertThat(
                        names(type ->
                                inner.matcher(type.getSimpleName()).matches()
                                        && type.isTopLevelClass()
                                        && (type.getModifiers().contains(JavaModifier.PUBLIC)
                                                || !type.getModifiers()
                                                        .contains(JavaModifier.FINAL))))
                .as("must be `final class`, without `public`")
                .isEmpty();
    }

    /// Data that one may make is a record, and made anywhere.
    @Test
    void theHomeserverMakesOnlyFronts() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            if (!LINE.entry(type.getName()).equals(Optional.of("Homeserver"))) {
                continue;
            }
            for (JavaAccess<?> access : type.getConstructorCallsFromSelf()) {
                JavaClass made = access.getTargetOwner();
                Optional<String> entry = LINE.entry(made.getName());
                if (entry.isPresent()
                        && !entry.get().equals("Homeserver")
                        && !LINE.platform().contains(entry.get())
                        && !made.isRecord()
                        && !made.getSimpleName().equalsIgnoreCase(entry.get())) {
                    wrong.add(access.getDescription());
                }
            }
        }
        assertThat(wrong)
                .as("Homeserver makes the front of each package, the class named as the package")
                .isEmpty();
    }

    @Test
    void namesSayWhatAClassIs() {
        assertThat(names(type -> FORBIDDEN_NAMES.matcher(type.getSimpleName()).matches()))
                .as("endings which say nothing: call it what it is")
                .isEmpty();
        assertThat(
                        names(type ->
                                Stream.of(type.getPackageName().split("\\."))
                                        .anyMatch(FORBIDDEN_PACKAGES::contains)))
                .as("packages which say nothing: name them after a capability")
                .isEmpty();
    }

    @Test
    void noSignatureSpeaksOfFutures() {
        List<String> wrong = new ArrayList<>();
        for (JavaCodeUnit unit : signatures()) {
            Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                    .filter(type -> FUTURES.matcher(type.getName()).matches())
                    .forEach(type -> wrong.add(unit.getFullName() + " has " + type.getName()));
        }
        assertThat(wrong).as("code blocks on virtual threads; give back the value").isEmpty();
    }

    @Test
    void timeIsGiven() {
        Predicate<JavaClass> strict =
                type ->
                        !isCore(type)
                                && !LINE.entry(type.getName()).equals(Optional.of("concurrent"));
        assertThat(calls(strict, call -> CLOCKS.contains(call) && !isSource(call)))
                .as("take an InstantSource; wait with what `concurrent` has")
                .isEmpty();
        // The clock itself is chosen where the program is put together.
        Predicate<JavaClass> inside =
                strict.and(type ->
                        !Set.of("Homeserver", "cli", "Main")
                                .contains(LINE.entry(type.getName()).orElse("")));
        assertThat(calls(inside, call -> CLOCKS.contains(call) && isSource(call)))
                .as("the composition root gives the clock")
                .isEmpty();
    }

    /// Else they tell of invitations that users do not want to see.
    @Test
    void whoTellsUsersOfTheirRoomsAsksWhichTheyMayHearOf() {
        Set<String> tellers = Set.of("push", "sync", "slidingsync", "initialsync");
        Set<String> all =
                Set.of(
                        "myelin.members.LocalMembers.current",
                        "myelin.members.LocalMembers.roomsOf");
        assertThat(
                        calls(
                                type -> tellers.contains(LINE.entry(type.getName()).orElse("")),
                                all::contains))
                .as("ask Visibility.rooms, which leaves out unwanted invitations")
                .isEmpty();
    }

    @Test
    void nobodyReceivesTheWholeConfigurationOrTheHomeserver() {
        Set<String> roots = Set.of("Homeserver", "cli", "Main", "config");
        List<String> wrong = new ArrayList<>();
        for (JavaCodeUnit unit : signatures()) {
            if (roots.contains(LINE.entry(unit.getOwner().getName()).orElse(""))) {
                continue;
            }
            for (JavaClass parameter : unit.getRawParameterTypes()) {
                if (Set.of("myelin.config.Config", "myelin.Homeserver")
                        .contains(parameter.getName())) {
                    wrong.add(unit.getFullName());
                }
            }
        }
        assertThat(wrong).as("a class takes its own config record, and what it uses").isEmpty();
    }

    @Test
    void noMockingLibraryIsThere() {
        List<String> libraries =
                List.of(
                        "org.mockito.Mockito",
                        "org.easymock.EasyMock",
                        "mockit.Mocked",
                        "io.mockk.MockKt",
                        "org.powermock.api.support.SafeExceptionRethrower");
        assertThat(libraries)
                .as("tests use the real thing")
                .noneMatch(name ->
                        ArchitectureTest.class
                                        .getClassLoader()
                                        .getResource(name.replace('.', '/') + ".class")
                                != null);
    }

    private static JavaClasses read() {
        // Of foreign classes the names suffice, and reading them would take seconds.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("myelin");
    }

    private static boolean isCore(JavaClass type) {
        return type.getPackageName().startsWith("myelin.core");
    }

    private static boolean isSource(String call) {
        return call.startsWith("java.time.InstantSource.") || call.startsWith("java.time.Clock.");
    }

    private static List<JavaCodeUnit> signatures() {
        return CLASSES.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(unit -> !unit.getModifiers().contains(JavaModifier.PRIVATE))
                .toList();
    }

    private static List<String> names(Predicate<JavaClass> which) {
        return CLASSES.stream().filter(which).map(JavaClass::getName).sorted().toList();
    }

    private static List<String> dependencies(Predicate<JavaClass> from, Predicate<String> to) {
        return CLASSES.stream()
                .filter(from)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    return !target.isPrimitive() && to.test(target.getName());
                })
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    /// The calls, also as method references, whose target `Owner.method` is such a one.
    private static List<String> calls(Predicate<JavaClass> from, Predicate<String> to) {
        return CLASSES.stream()
                .filter(from)
                .flatMap(type -> type.getCodeUnits().stream())
                .flatMap(unit ->
                        Stream.<JavaAccess<?>>concat(
                                unit.getMethodCallsFromSelf().stream(),
                                unit.getMethodReferencesFromSelf().stream()))
                .filter(access ->
                        to.test(access.getTargetOwner().getName() + "." + access.getName()))
                .map(JavaAccess::getDescription)
                .sorted()
                .toList();
    }
}
