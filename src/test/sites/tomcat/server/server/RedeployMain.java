package server;

import java.io.Writer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.lang.runtime.ObjectMethods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/** Deploys a web application into Tomcat and takes it out again, twenty times, and writes down what is left of it. */
public final class RedeployMain {
    private static final int TIMES = 20;
    private static final int FIRST_LOOK = 5;
    private static final long PATIENCE_MILLIS = 60_000;

    private final Tomcat tomcat = new Tomcat();
    private final String application;
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final Set<String> answers = new TreeSet<>();

    private RedeployMain(String application) {
        this.application = application;
    }

    /** @param arguments the directory of the application, that of Tomcat, and the file to write */
    public static void main(String[] arguments) {
        try (Writer file = Files.newBufferedWriter(Path.of(arguments[2]))) {
            new RedeployMain(arguments[0]).run(arguments[1]).store(file, null);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0); // threads of Tomcat would go on
    }

    private Properties run(String directory) throws Throwable {
        tomcat.setBaseDir(directory);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener()); // as in Tomcat's server.xml
        tomcat.getHost();
        tomcat.start(); // without a connector, and so without a port
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        System.gc();
        long empty = metaspace();
        Context first = deploy();
        long copy = metaspace() - empty;
        undeploy(first);
        for (int i = 2; i <= FIRST_LOOK; i++) {
            undeploy(deploy());
        }
        first = null;
        settle(before);
        long atFirst = metaspace();
        for (int i = FIRST_LOOK + 1; i <= TIMES; i++) {
            undeploy(deploy());
        }
        settle(before);

        Properties left = new Properties();
        left.setProperty("deployed", String.valueOf(loaders.size()));
        left.setProperty("answers", answers.toString());
        left.setProperty("loaders", String.valueOf(loadersLeft()));
        left.setProperty("threads", threadsLeft(before).toString());
        left.setProperty("metaspace.copy", String.valueOf(copy));
        left.setProperty("metaspace.more", String.valueOf(metaspace() - atFirst));
        return left;
    }

    private Context deploy() {
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        Context context = tomcat.addWebapp(tomcat.getHost(), "/site", application, config);
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the application was not deployed, but is " + context.getState());
        }
        loaders.add(new WeakReference<>(context.getLoader().getClassLoader()));
        answers.add(String.valueOf(context.getServletContext().getAttribute("answer")));
        return context;
    }

    private void undeploy(Context context) {
        tomcat.getHost().removeChild(context);
    }

    /** Collects what can be collected: threads need a moment to end, and hold class loaders until then. */
    private void settle(Set<Thread> before) throws Throwable {
        makeEqualsOfAnotherRecord();
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        do {
            System.gc();
            Thread.sleep(250);
        } while ((loadersLeft() > 0 || !threadsLeft(before).isEmpty()) && System.nanoTime() < end);
    }

    private record Another(StringBuilder text) {}

    /** Java 17 keeps the class whose {@code equals} it made last, and so one class loader at the most. */
    private static void makeEqualsOfAnotherRecord() throws Throwable {
        MethodHandles.Lookup here = MethodHandles.lookup();
        ObjectMethods.bootstrap(
                here,
                "equals",
                MethodType.methodType(boolean.class, Another.class, Object.class),
                Another.class,
                "text",
                here.findVirtual(Another.class, "text", MethodType.methodType(StringBuilder.class)));
    }

    private long loadersLeft() {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    /** All that came after Tomcat had started, but for those that Tomcat and the JDK keep for everybody. */
    private static List<String> threadsLeft(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("Catalina-utility-"))
                .filter(name -> !name.startsWith("ForkJoinPool.commonPool-worker-"))
                .filter(name -> !name.equals("Keep-Alive-Timer"))
                .sorted()
                .toList();
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .findFirst()
                .orElseThrow()
                .getUsed();
    }
}
