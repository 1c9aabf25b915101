package postprox.doctor;

import java.util.List;
import java.util.Map;

/** The faults that can be seen in files. A new one is a line: its diagnoses, the steps of {@link Ward}, words of the report. */
final class Faults {
    private static final String TABLE = """
            compatibility          | main compatibility_level = 0                                                    | -e compatibility_level=2
            postconf-warning       | main biff = no\\nbiff = yes                                                     | remove one of the two lines
            postconf-warning       | main smtpd_proxy_fliter = 127.0.0.1:10025                                       | smtpd_proxy_fliter
            no-final-newline       | main biff = no\\c                                                               | echo >> DIR/etc/main.cf
            soft-bounce            | main soft_bounce = yes                                                          | soft_bounce
            in-flow-delay          | main in_flow_delay = 1s                                                         | in_flow_delay = 1s
            discarded-keywords     | main smtpd_discard_ehlo_keywords = chunking                                     | smtpd_discard_ehlo_keywords = chunking
            xforward-refused discarded-keywords | main smtpd_discard_ehlo_keywords = chunking,XFORWARD              | 127.0.0.1:10026/inet/smtpd_discard_ehlo_keywords=chunking
            no-loop                | main biff = no                                                                  | no loop: mail goes on to 127.0.0.1:10026/inet
            asked                  | master smtpd_proxy_filter=127.0.0.1:10025 => smtpd_proxy_filter=unix:private/pp ; master 127.0.0.1:10025 inet n n n => pp unix - n n | before the queue
            nobody-asks            | master     -o smtpd_proxy_filter=127.0.0.1:10025 => ; master 127.0.0.1:10025 inet n n n => pp unix - n n | smtpd_proxy_filter=unix:private/pp
            socket-not-examined not-used | master SPAWN => ; master smtpd_proxy_filter=127.0.0.1:10025 => smtpd_proxy_filter=unix:DIR/filter | who listens at unix:FILTER
            leads-nowhere          | master smtpd_proxy_filter=127.0.0.1:10025 => smtpd_proxy_filter=unix:private/none | no service of master.cf has that socket
            strict-envelopes       | main strict_rfc821_envelopes = yes                                              | strict_rfc821
            nobody-asks            | master     -o smtpd_proxy_filter=127.0.0.1:10025 =>                             | -P smtp/inet/smtpd_proxy_filter=127.0.0.1:10025
            leads-nowhere          | master smtpd_proxy_filter=127.0.0.1:10025 => smtpd_proxy_filter=127.0.0.1:19 | smtpd_proxy_filter=127.0.0.1:10025
            leads-nowhere          | use after-queue ; main content_filter = postprox:[127.0.0.1]:19              | content_filter=postprox:[127.0.0.1]:10025
            passes-by              | master smtpd_proxy_filter=127.0.0.1:10025 => smtpd_proxy_filter=127.0.0.1:10026 | is the server behind the filter
            not-used               | master SPAWN => ; master     -o smtpd_proxy_filter=127.0.0.1:10025 =>            | postprox setup
            asked                  | listening                                                                       | before the queue
            files-not-examined     | listening ; write units/postprox.service.d/a.conf User=nosuchuser\\n           | no user nosuchuser now
            asked                  | write units/postprox.service [Service]\\nUser=nobody\\nExecStart=PROGRAM -l 127.0.0.1:19 x\\n | before the queue
            filter-is-root         | listening ; write units/postprox.service.d/a.conf User=root\\n                  | user of its own
            too-many-clients       | listening --sessions 5                                                          | add --sessions 20
            too-many-clients       | listening ; write units/postprox.service [Service]\\nUser=nobody\\nExecStart=PROGRAM --config DIR/p.conf\\n ; write p.conf sessions = 5\\nlisten = 127.0.0.1:10025\\nnext-hop = 127.0.0.1:10026\\nreject = yes\\nlog = DIR/log\\ncommand = FILTER\\n | set sessions = 20 in DIR/p.conf:1
            loop-next-hop          | master FILTER 127.0.0.1:10026 => FILTER 127.0.0.1                               | -c FILTER 127.0.0.1:10026
            loop-next-hop          | master FILTER 127.0.0.1:10026 => FILTER 127.0.0.1:10025                         | -c FILTER 127.0.0.1:10026
            loop-of-several        | master FILTER 127.0.0.1:10026 => FILTER 127.0.0.1:10027 ; master # Behind => 127.0.0.1:10027 inet n n n - 20 spawn\\n    user=nobody argv=PROGRAM --log DIR/log -r -c FILTER 127.0.0.1:10025\\n# Behind | -c FILTER 127.0.0.1:10026
            loop-of-several        | master -o smtpd_proxy_filter=\\n => -o smtpd_proxy_filter=127.0.0.1:10027 ; master # Behind => 127.0.0.1:10027 inet n n n - 0 spawn\\n    user=nobody argv=PROGRAM --log DIR/log -r -c FILTER 127.0.0.1:25\\n# Behind | , and back
            loop-proxy-filter      | main smtpd_proxy_filter = 127.0.0.1:10025 ; master -o smtpd_proxy_filter=\\n =>  | -P 127.0.0.1:10026/inet/smtpd_proxy_filter=
            loop-content-filter    | use after-queue ; master     -o content_filter=\\n =>                            | -P 127.0.0.1:10026/inet/content_filter=
            timeout-too-long       | option --deadline 120                                                           | -P smtp/inet/smtpd_proxy_timeout=130s
            timeout-too-long       | main smtpd_proxy_timeout = 90s                                                  | --deadline
            timeout-too-long       | option -t 120                                                                   | --timeout 60
            timeout-too-long       | use after-queue ; main smtp_data_done_timeout = 60s                             | -P postprox/unix/smtp_data_done_timeout=100s
            spawn-time-limit       | main 127.0.0.1:10025_time_limit = 60s                                           | 127.0.0.1:10025_time_limit=1000s
            spawn-time-limit       | option --data-timeout 3600                                                      | 127.0.0.1:10025_time_limit=3695s
            speed-adjust           | main smtpd_proxy_options = speed_adjust                                         | -P smtp/inet/smtpd_proxy_options=
            queue-room tempdir-room | main message_size_limit = 9000000000000000                                     | make room
            too-many-clients       | master smtp inet n - y - 20 => smtp inet n - y - -                              | -F 127.0.0.1:10025/inet/process_limit=100
            too-many-clients       | use after-queue ; master - n - 20 smtp => - n - 0 smtp                          | any number of
            too-many-clients       | option --filters 5 --filters-waiting 5                                          | --filters-waiting 20
            message-size           | option --message-size 1000000                                                   | -P smtp/inet/message_size_limit=1000000
            message-size           | master -o mynetworks=127.0.0.0/8 => -o mynetworks=127.0.0.0/8 -o message_size_limit=1000 | 127.0.0.1:10026/inet/message_size_limit=10240000
            delay-open             | main smtpd_delay_open_until_valid_rcpt = no                                     | smtpd_delay_open_until_valid_rcpt=yes
            xforward-refused       | master     -o smtpd_authorized_xforward_hosts=127.0.0.0/8 =>                    | smtpd_authorized_xforward_hosts=127.0.0.0/8
            xforward-not-sent      | use after-queue ; master     -o smtp_send_xforward_command=yes =>               | -P postprox/unix/smtp_send_xforward_command=yes
            open-relay             | master 127.0.0.1:10026 inet => 10026 inet ; master mynetworks=127.0.0.0/8 => mynetworks=127.0.0.0/8,192.0.2.0/24 | -P 10026/inet/mynetworks=127.0.0.0/8
            client-limits          | main smtpd_client_event_limit_exceptions = 192.0.2.1                            | smtpd_client_event_limit_exceptions=127.0.0.0/8
            tls-required           | master smtpd_tls_security_level=none => smtpd_tls_security_level=encrypt        | smtpd_tls_security_level=none
            tls-required           | main smtpd_tls_wrappermode = yes                                                | smtpd_tls_wrappermode=no
            tls-required           | use after-queue ; master smtp_tls_security_level=none => smtp_tls_security_level=encrypt | -P postprox/unix/smtp_tls_security_level=none
            milters-twice          | main smtpd_milters = inet:127.0.0.1:8891 ; master     -o smtpd_milters=\\n =>    | -P smtp/inet/smtpd_milters=
            milters-twice          | use after-queue ; main smtpd_milters = inet:127.0.0.1:8891 ; master ,no_milters => | no_milters
            milter-sees-nothing    | main smtpd_milters = inet:127.0.0.1:8891                                        | in front of the filter alone
            mappings-twice         | use after-queue ; main always_bcc = archive@example.com                         | no_address_mappings
            mappings-never         | master =no_unknown_recipient_checks => =no_unknown_recipient_checks,no_address_mappings | receive_override_options=no_unknown_recipient_checks
            restrictions-inherited | main smtpd_client_restrictions = reject_unknown_client_hostname ; master     -o smtpd_client_restrictions=\\n => | -P 127.0.0.1:10026/inet/smtpd_client_restrictions=
            refuses-postprox       | master smtpd_relay_restrictions=permit_mynetworks,reject => smtpd_relay_restrictions=reject | smtpd_relay_restrictions=permit_mynetworks,reject
            error-limits           | master     -o smtpd_error_sleep_time=0 =>                                       | smtpd_error_sleep_time=0
            error-limits           | master     -o smtpd_junk_command_limit=100000 =>                                | smtpd_junk_command_limit=100000
            upstream-proxy         | main smtpd_upstream_proxy_protocol = haproxy                                    | 127.0.0.1:10026/inet/smtpd_upstream_proxy_protocol=
            user-missing           | master user=nobody =>                                                           | user=postprox argv=
            user-unknown           | master user=nobody => user=nosuchuser                                           | useradd --system --no-create-home --shell /usr/sbin/nologin nosuchuser
            user-unknown           | master user=nobody => user=nobody:nosuchgroup                                   | nosuchgroup
            user-forbidden         | master user=nobody => user=root                                                 | user=postprox argv=
            user-forbidden         | master user=nobody => user=postfix                                              | user=postprox argv=
            spawn-chroot           | master 127.0.0.1:10025 inet n n n => 127.0.0.1:10025 inet n n y                 | -F 127.0.0.1:10025/inet/chroot=n
            spawn-unprivileged     | master 127.0.0.1:10025 inet n n n => 127.0.0.1:10025 inet n - n                 | -F 127.0.0.1:10025/inet/unprivileged=n
            program-not-runnable   | master PROGRAM => DIR/etc/postprox                                              | there is no DIR/etc/postprox
            program-not-runnable   | mode postprox rwx------                                                         | chmod a+rx PROGRAM
            options-wrong          | master -c FILTER => --comand FILTER                                             | did you mean --command?
            options-wrong          | option --timeout soon                                                           | 'soon'
            options-wrong          | master -c FILTER => -c FILTER one two                                           | braces
            options-wrong          | write wrong.conf dealine = 5\\n ; option --config DIR/wrong.conf                 | wrong.conf:1
            quotes                 | master -c FILTER => -c 'grep -q x'                                              | {grep -q x}
            listens-under-spawn    | option -l 127.0.0.1:10999                                                       | -c FILTER 127.0.0.1:10026
            setting-wrong          | option --quarantine-days 5                                                      | only with --quarantine
            tempdir                | option -d DIR/none                                                              | install -d -m 700 -o nobody DIR/none
            setting-wrong          | option --quarantine DIR/none                                                    | install -d -m 700 -o nobody DIR/none
            tempdir                | option -d DIR/etc                                                               | cannot write to the directory
            config-closed          | write closed.conf #\\n ; mode closed.conf rw------- ; option --config DIR/closed.conf | chgrp 65534 DIR/closed.conf
            no-filter              | master  -c FILTER =>                                                            | there is no filter
            unfiltered-on-failure  | master  -r =>                                                                   | --on-failure tempfail
            unfiltered-on-failure  | option --filter clamd:/x,on-failure=pass                                        | on-failure = tempfail
            no-log                 | option --log syslog:/nonexistent/log ; master --log DIR/log =>                  | install -d -m 750 -o nobody DIR/logs
            no-log                 | option --log syslog:/nonexistent/log,syslog:/nonexistent/other ; master --log DIR/log => | --log DIR/logs/postprox.log
            no-log                 | write p.conf log = syslog:/nonexistent/log\\n ; option --config DIR/p.conf ; master --log DIR/log => | set log = DIR/logs/postprox.log in DIR/p.conf:1
            no-log                 | saved ; option --log syslog:/nonexistent/log ; master --log DIR/log =>          | postprox setup --undo, then postprox setup --config FILE, where FILE has log = DIR/logs/postprox.log and command = FILTER
            filter-closed-directory | saved ; write closed/check.py x ; mode closed rwx------ ; master -c FILTER => -c DIR/closed/check.py | postprox setup --undo, then set up anew with
            syslog-absent          | option --log syslog:/nonexistent/log,json:DIR/log ; master --log DIR/log =>     | the other log has it all
            log-closed             | master --log DIR/log => --log DIR/etc/own.log                                   | cannot make the log DIR/etc/own.log
            log-closed             | master --log DIR/log => --log syslog:/dev/null,json:DIR/etc/own.json            | --log syslog:/dev/null,json:DIR/logs/own.json
            log-closed             | master --log DIR/log => --log DIR/none/own.log                                  | install -d -m 750 -o nobody DIR/none
            log-closed             | mode log rw-r-----                                                              | chown nobody DIR/log
            log-closed             | mode closed rwx------ ; master --log DIR/log => --log DIR/closed/own.log        | DIR/closed is closed to it
            log-closed             | master --log DIR/log => --log DIR/etc                                           | is a directory
            no-filter              | write p.conf #\\n ; option --config DIR/p.conf ; master  -c FILTER =>           | set command = /etc/postprox/filter in DIR/p.conf
            filter-not-found       | master -c FILTER => -c DIR/nothing                                              | there is no DIR/nothing
            filter-closed-directory | write closed/check.py x ; mode closed rwx------ ; master -c FILTER => -c DIR/closed/check.py | DIR/closed is closed to it
            filter-closed-directory | write closed/check.py x ; mode closed rwx------ ; write p.conf command = DIR/closed/check.py\\n ; option --config DIR/p.conf ; master -c FILTER => | set command = DIR/home/check.py in DIR/p.conf:1
            filter-closed-directory | write home/check.sh #!/bin/sh\\nexit 0\\n ; mode home/check.sh rwxr-xr-x ; mode home rwx------ ; master -c FILTER => -c DIR/home/check.sh | chmod 755 DIR/home
            filter-not-executable  | mode filter rw-r--r--                                                           | chmod a+rx FILTER
            filter-not-executable  | mode filter rwx--x--x                                                           | not read it
            filter-not-executable  | master -c FILTER => -c DIR/etc                                                  | is a directory
            filter-crlf            | filter #!/bin/sh\\r\\nexit 0\\r\\n                                              | sed -i 's/\\r$//' FILTER
            filter-interpreter     | filter #!/usr/bin/pyhton3\\n                                                     | there is no /usr/bin/pyhton3
            filter-interpreter     | filter #!/usr/bin/env pyhton3\\n                                                 | there is no pyhton3
            filter-syntax          | filter #!/bin/sh\\nif true; then\\n                                              | FILTER:
            filter-syntax          | filter #!/usr/bin/python3\\nimport sys\\nprint(\\n                               | line 3
            filter-syntax          | master -c FILTER => -c {if true; then}                                          | correct the command of the filter
            """;

    static final List<Fault> ALL = TABLE.lines().map(Fault::of).toList();

    /** The diagnoses that need more than files, and the tests that plant them. */
    static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("postfix-too-old", "OldPostfixTest"),
            Map.entry("smuggling", "OldPostfixTest"),
            Map.entry("files-not-examined", "DoctorCommandTest"),
            Map.entry("next-hop-ready", "DoctorRunsTest"),
            Map.entry("filter-ready", "DoctorRunsTest"),
            Map.entry("other-instances", "DoctorCommandTest"),
            Map.entry("postfix-not-running", "DoctorRunsTest"),
            Map.entry("filter-fails", "DoctorRunsTest"),
            Map.entry("filter-refuses", "DoctorRunsTest"),
            Map.entry("port-taken", "DoctorRunsTest"),
            Map.entry("not-listening", "DoctorRunsTest"),
            Map.entry("postprox-silent", "DoctorRunsTest"),
            Map.entry("front-silent", "DoctorRunsTest"),
            Map.entry("next-hop-down", "DoctorRunsTest"));

    private Faults() {}
}
