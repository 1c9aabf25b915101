package postprox.world;

/** What a program's standard descriptors are when somebody starts it for one session. */
enum Standing {
    /** A pipe each, as a shell or a test gives it. */
    ON_PIPES {
        @Override
        Program start(Launch launch) {
            return launch.onPipes();
        }
    },
    /** One socket for 0, 1 and 2, as Postfix's spawn(8) and inetd give it. */
    ON_ONE_SOCKET {
        @Override
        Program start(Launch launch) {
            return launch.onOneSocket();
        }
    },
    /** Pipes, without a resident process. */
    ALONE_ON_PIPES {
        @Override
        Program start(Launch launch) {
            return launch.with("--no-resident").onPipes();
        }
    },
    /** One socket, without a resident process. */
    ALONE_ON_ONE_SOCKET {
        @Override
        Program start(Launch launch) {
            return launch.with("--no-resident").onOneSocket();
        }
    };

    abstract Program start(Launch launch);
}
