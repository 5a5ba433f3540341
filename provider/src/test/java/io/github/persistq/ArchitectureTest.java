package io.github.persistq;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageEngine;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Who may use what. */
@AnalyzeClasses(packages = "io.github.persistq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.persistq";

    private static final DescribedPredicate<JavaClass> DEEP = DescribedPredicate.describe(
            "inherit more than two classes of our own",
            type -> type.getAllRawSuperclasses().stream()
                            .filter(above -> above.getPackageName().startsWith(ROOT))
                            .count()
                    > 2);

    private static final DescribedPredicate<JavaConstructorCall> MAKES_A_JMS_EXCEPTION = DescribedPredicate.describe(
            "of a JMS exception",
            call -> call.getTargetOwner().getPackageName().equals("jakarta.jms")
                    && call.getTargetOwner().isAssignableTo(Exception.class));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule storageAndCoreKnowNothingOfJms = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".spi..",
                    ROOT + ".config..",
                    ROOT + ".internal.queue..",
                    ROOT + ".internal.engine..",
                    ROOT + ".internal.core..",
                    ROOT + ".internal.head..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.jms..");

    @ArchTest
    static final ArchRule enginesKnowTheSpiAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.engine..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage(ROOT + ".spi..", ROOT + ".config..", ROOT + ".internal.engine.."))));

    @ArchTest
    static final ArchRule enginesDoNotKnowOneAnother = noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.engine.file..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".internal.engine.memory..", ROOT + ".internal.engine.sql..");

    @ArchTest
    static final ArchRule theSqlEngineHasItsStateInTheDatabase = noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.engine.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".internal.engine.memory..",
                    ROOT + ".internal.engine.file..",
                    ROOT + ".internal.engine.index..");

    @ArchTest
    static final ArchRule onePackageUsesDatabases = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".internal.engine.sql..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".config.DataSources")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule theModelSharesNothingWithTheFileEngine = noClasses()
            .that()
            .resideInAPackage(ROOT + ".internal.engine.memory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".internal.engine.file..",
                    ROOT + ".internal.engine.index..",
                    ROOT + ".internal.engine.sql..");

    @ArchTest
    static final ArchRule coreFindsEnginesThroughTheServiceLoader = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".internal.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".internal.engine..");

    @ArchTest
    static final ArchRule onlyTheStoreUsesTheEngine = noClasses()
            .that()
            .resideInAnyPackage(ROOT, ROOT + ".internal.jms..", ROOT + ".internal.queue..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ROOT + ".spi.StorageEngine");

    @ArchTest
    static final ArchRule oneClassWritesToTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".internal.engine..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".internal.core.StoreWriter")
            .should()
            .callMethod(StorageEngine.class, "write", List.class, Durability.class);

    @ArchTest
    static final ArchRule nothingKnowsTheFacadeButTheFactories = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".internal.jms..", ROOT + ".jms..", ROOT + ".jndi..", ROOT + ".ra..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".internal.jms..", ROOT + ".jms..");

    @ArchTest
    static final ArchRule theNativeApiIsNotUsedWithin = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".internal.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".internal.queue..");

    @ArchTest
    static final ArchRule theNativeApiDoesWithoutMessages = noClasses()
            .that()
            .resideInAnyPackage(ROOT, ROOT + ".internal.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".internal.message..", ROOT + ".internal.jms..", ROOT + ".internal.error..");

    @ArchTest
    static final ArchRule theNamingContextIsKnownByItsNameAlone = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".jndi..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".jndi..");

    @ArchTest
    static final ArchRule theNamingContextBindsWhatProgramsCouldMake = noClasses()
            .that()
            .resideInAPackage(ROOT + ".jndi..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            ROOT + ".jndi..", ROOT + ".jms..", ROOT + ".config..", ROOT + ".internal.destination.."))));

    @ArchTest
    static final ArchRule oneClassMakesJmsExceptions = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".internal.error.JmsErrors")
            .should()
            .callConstructorWhere(MAKES_A_JMS_EXCEPTION);

    @ArchTest
    static final ArchRule oneClassReadsSerializedObjects = noClasses()
            .that()
            .haveNameNotMatching(".*\\.JavaSerializer(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class);

    @ArchTest
    static final ArchRule twoClassesStartThreads = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".internal.core.Threads")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".internal.engine.sql.Daemon")
            .should()
            .callConstructor(Thread.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .callConstructor(Thread.class, String.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class, String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    @ArchTest
    static final ArchRule clocksAreInjected = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule filesAreTouchedByTheFileEngineAlone = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".internal.engine.file..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(FileChannel.class);

    @ArchTest
    static final ArchRule nothingIsPrinted = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "standard output", access -> access.getTargetOwner().isAssignableTo(PrintStream.class)));

    @ArchTest
    static final ArchRule noLoggingLibraryIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..");

    @ArchTest
    static final ArchRule inheritanceIsShallow = noClasses().should(ArchCondition.from(DEEP));

    @ArchTest
    static final ArchRule classesAreFinalUnlessAbstract = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotAnonymousClasses()
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule optionalIsAReturnTypeOnly = noFields().should().haveRawType(Optional.class);

    @ArchTest
    static final ArchRule noMethodIsSynchronized = noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED);
}
