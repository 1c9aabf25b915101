package postprox.bench.lab;

import java.nio.file.Path;
import java.util.List;

/**
 * Debian's scanners beside clamd, each with as few rules as it can have: a message costs it as little as possible, so that what is ours
 * shows. Each listens on a port of 127.0.0.1 and runs as an ordinary user.
 */
public final class Scanners {
    private final Lab lab;

    public Scanners(Lab lab) {
        this.lab = lab;
    }

    /** rspamd with no rule but one of its own that never matches. It compiles four top-level domains and not ten thousand. */
    public Server rspamd() throws MeasurementException, InterruptedException {
        int port = Ports.free();
        Path home = own("rspamd", "_rspamd");
        Path domains = lab.file("rspamd/domains", "com\nnet\norg\nexample\n");
        Path rules = lab.file("rspamd/rules.lua", "");
        Path config = lab.file("rspamd/rspamd.conf", """
                options {
                  filters = "";
                  url_tld = "%s";
                  pidfile = "%s/pid";
                  dns { nameserver = ["127.0.0.1:9"]; timeout = 0.2s; retransmits = 1; }
                }
                logging { type = "file"; filename = "%s/log"; level = "error"; }
                worker "normal" { bind_socket = "127.0.0.1:%d"; count = 2; }
                actions { reject = 15; add_header = 6; }
                lua = "%s";
                """.formatted(domains, home, home, port, rules));
        return lab.serve(port, List.of("rspamd", "-f", "-u", "_rspamd", "-g", "_rspamd", "-c", config.toString()));
    }

    /** spamd with one rule. */
    public Server spamd() throws MeasurementException, InterruptedException {
        int port = Ports.free();
        Path home = own("spamd", "nobody");
        Path rules = lab.directory("spamd/rules");
        Path site = lab.directory("spamd/site");
        Path _ = lab.file("spamd/rules/own.cf", "body NEVER /neverinthismail/\nscore NEVER 10\nrequired_score 5\n");
        Path _ = lab.file("spamd/site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        return lab.serve(
                port,
                List.of(
                        "spamd",
                        "--local",
                        "--nouser-config",
                        "--username=nobody",
                        "--configpath=" + rules,
                        "--siteconfigpath=" + site,
                        "--helper-home-dir=" + home,
                        "--max-children=5",
                        "--min-children=5",
                        "--listen=127.0.0.1:" + port,
                        "--syslog=null",
                        "--pidfile=" + home.resolve("pid")));
    }

    /** The ICAP server c-icap, which has clamd scan what it gets. */
    public Server icap(Clamd clamd) throws MeasurementException, InterruptedException {
        int port = Ports.free();
        Path home = own("c-icap", "nobody");
        Path config = lab.file("c-icap/c-icap.conf", """
                PidFile %1$s/pid
                CommandsSocket %1$s/control
                Port 127.0.0.1:%2$d
                User nobody
                Group nogroup
                TmpDir %1$s
                ServerLog %1$s/log
                AccessLog %1$s/access
                ModulesDir /usr/lib/x86_64-linux-gnu/c_icap
                ServicesDir /usr/lib/x86_64-linux-gnu/c_icap
                Module common clamd_mod.so
                clamd_mod.ClamdSocket %3$s
                Service antivirus_module virus_scan.so
                virus_scan.DefaultEngine clamd
                virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GIF JPEG MSOFFICE
                ServiceAlias avscan antivirus_module?allow204=on&sizelimit=off&mode=simple
                """.formatted(home, port, clamd.socket()));
        return lab.serve(port, List.of("c-icap", "-N", "-f", config.toString()));
    }

    /** The signer opendkim, with a key of its own, which signs all that comes from an address of 127.0.0.0/8. */
    public Server opendkim() throws MeasurementException, InterruptedException {
        int port = Ports.free();
        Path home = own("opendkim", "opendkim");
        String _ = lab.run(List.of("opendkim-genkey", "-D", home.toString(), "-d", "example.org", "-s", "bench"));
        String _ = lab.run(List.of("chown", "-R", "opendkim", home.toString()));
        Path hosts = lab.file("opendkim/hosts", "127.0.0.0/8\n");
        Path config = lab.file("opendkim/opendkim.conf", """
                Mode s
                Domain example.org
                Selector bench
                KeyFile %s/bench.private
                InternalHosts %s
                Socket inet:%d@127.0.0.1
                UserID opendkim
                Background no
                RequireSafeKeys no
                Syslog no
                """.formatted(home, hosts, port));
        return lab.serve(port, List.of("opendkim", "-f", "-x", config.toString()));
    }

    /** A directory that belongs to the user as whom a scanner runs. */
    private Path own(String name, String user) throws MeasurementException, InterruptedException {
        Path home = lab.directory(name);
        String _ = lab.run(List.of("chown", user, home.toString()));
        return home;
    }
}
