package io.nfs2s3.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/**
 * Has SLF4J find Logback before any test begins. A thread that asks for a logger while another has it begin gets a
 * substitute, and a suite that takes it for one of Logback's fails.
 */
public final class LoggingFirst implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        LoggerFactory.getILoggerFactory();
    }
}
