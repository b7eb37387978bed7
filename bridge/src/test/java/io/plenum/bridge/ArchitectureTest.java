package io.plenum.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The four floors of the bridge: dependencies point down only, and below floor 3 time and
 * randomness are arguments. A package that does not exist yet satisfies every rule; a package on no
 * floor satisfies none.
 */
class ArchitectureTest {
    private static final String ROOT = "io.plenum.bridge.";

    private static final List<List<String>> FLOORS =
            List.of(
                    List.of("bytes", "counts", "parameters", "rtp", "rtcp"),
                    List.of("ice", "srtp", "sctp", "receive", "send", "cc"),
                    List.of(
                            "room",
                            "peer",
                            "forward",
                            "layers",
                            "rewrite",
                            "allocation",
                            "speaker"),
                    List.of("api", "loop", "net", "dtls", "crypto", "metrics", "config"));

    private static final String[] BELOW_FLOOR_3 = packages(0, 2);

    private static JavaClasses bridge;

    @BeforeAll
    static void readClasses() {
        bridge =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.plenum.bridge");
    }

    @Test
    void everyPackageStandsOnAFloor() {
        Set<String> known = new TreeSet<>();
        FLOORS.forEach(known::addAll);
        Set<String> strays = new TreeSet<>();
        for (JavaClass type : bridge) {
            String name = type.getPackageName();
            String first =
                    name.length() < ROOT.length()
                            ? ""
                            : name.substring(ROOT.length()).split("\\.")[0];
            if (!known.contains(first)) {
                strays.add(name);
            }
        }
        assertThat(strays).as("packages of the bridge on none of the four floors").isEmpty();
    }

    @Test
    void dependenciesPointDownOnly() {
        for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(floor, floor))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(floor + 1, FLOORS.size() - 1))
                    .because("floor " + floor + " knows nothing of the floors above it")
                    .allowEmptyShould(true)
                    .check(bridge);
        }
    }

    @Test
    void floorZeroKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAnyPackage(packages(0, 0))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        with(
                                packages(0, 0),
                                "java..",
                                "javax.crypto..",
                                "org.jspecify.annotations.."))
                .because("floor 0 is bytes and values")
                .allowEmptyShould(true)
                .check(bridge);
    }

    @Test
    void belowFloorThreeNothingReadsAClock() {
        noClasses()
                .that()
                .resideInAnyPackage(BELOW_FLOOR_3)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("time is an argument below floor 3")
                .allowEmptyShould(true)
                .check(bridge);
    }

    @Test
    void belowFloorThreeThereAreNoThreadsAndNoSockets() {
        noClasses()
                .that()
                .resideInAnyPackage(BELOW_FLOOR_3)
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.<JavaClass>describe(
                                "are threads, locks, executors, channels or sockets",
                                ArchitectureTest::isThreadOrSocket))
                .because(
                        "one owner thread drives everything below floor 3, and the loop does its I/O")
                .allowEmptyShould(true)
                .check(bridge);
    }

    @Test
    void belowFloorThreeRandomnessIsAnArgument() {
        noClasses()
                .that()
                .resideInAnyPackage(BELOW_FLOOR_3)
                .should()
                .callConstructorWhere(
                        DescribedPredicate.describe(
                                "a random generator is made",
                                call ->
                                        call.getTargetOwner()
                                                .isAssignableTo(
                                                        java.util.random.RandomGenerator.class)))
                .orShould()
                .callMethod(Math.class, "random")
                .because("a simulation has to replay from its seed")
                .allowEmptyShould(true)
                .check(bridge);
    }

    @Test
    void theBridgeKnowsNoHttpNoJsonAndNoSdp() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jetty..",
                        "com.fasterxml..",
                        "jakarta.servlet..",
                        "javax.sdp..",
                        "java.net.http..",
                        "com.sun.net.httpserver..",
                        "io.plenum.signaling..",
                        "io.plenum.loadtests..")
                .because("any JVM program can embed the bridge")
                .allowEmptyShould(true)
                .check(bridge);
    }

    @Test
    void thePackagesOfAFloorFormNoCycle() {
        for (int floor = 0; floor <= 2; floor++) {
            List<String> names = FLOORS.get(floor);
            slices().matching(ROOT + "(" + String.join("|", names) + ")..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(bridge);
        }
    }

    private static boolean isThreadOrSocket(JavaClass type) {
        if (type.isEquivalentTo(TimeUnit.class)) {
            return false; // arithmetic on units, though it lives among the executors
        }
        String name = type.getPackageName();
        return type.isAssignableTo(Thread.class)
                || type.isEquivalentTo(ThreadLocal.class)
                || name.equals("java.nio.channels")
                || name.startsWith("java.nio.channels.")
                || name.equals("java.util.concurrent")
                || name.startsWith("java.util.concurrent.")
                || type.isAssignableTo(java.net.DatagramSocket.class)
                || type.isAssignableTo(java.net.Socket.class);
    }

    private static String[] packages(int lowest, int highest) {
        List<String> found = new ArrayList<>();
        for (int floor = lowest; floor <= highest; floor++) {
            for (String name : FLOORS.get(floor)) {
                found.add(ROOT + name + "..");
            }
        }
        return found.toArray(new String[0]);
    }

    private static String[] with(String[] packages, String... more) {
        List<String> all = new ArrayList<>(List.of(packages));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }
}
