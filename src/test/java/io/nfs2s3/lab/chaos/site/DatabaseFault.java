package io.nfs2s3.lab.chaos.site;

import java.util.Random;

/** What befalls PostgreSQL: on the wire, or its processes. */
public enum DatabaseFault implements Fault {
    REFUSED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.database().refuse();
        }
    },
    BLACK_HOLE {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.database().blackHole();
        }
    },
    /** Statements are done and committed, and nobody is told. */
    LOST_ANSWERS {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.database().dropAnswers();
        }
    },
    /** Its processes stand still. */
    FROZEN {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.server().freeze();
        }

        @Override
        public void end(ChaosSite site) {
            site.server().thaw();
        }
    },
    /** Stopped, and started when the window ends. */
    RESTARTED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.server().stop();
        }

        @Override
        public void end(ChaosSite site) {
            site.server().start();
        }
    },
    /** One of its processes is killed; it recovers by itself, during the window. */
    CRASHED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.server().crash();
        }
    },
    /** All connections are ended by the operator, again and again. */
    TERMINATED {
        @Override
        public void begin(ChaosSite site, Random random) {
            site.server().terminateConnections();
        }

        @Override
        public void again(ChaosSite site) {
            site.server().terminateConnections();
        }
    };

    @Override
    public String server() {
        return "database";
    }
}
