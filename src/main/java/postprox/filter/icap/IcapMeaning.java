package postprox.filter.icap;

import java.util.List;
import java.util.Optional;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;

/**
 * What a service's findings mean for a message.
 *
 * @param onRedirect what becomes of a message in whose place another page is named
 */
public record IcapMeaning(VirusRules rules, OnRedirect onRedirect) {
    /**
     * The verdict on a message with findings. It passes only if each of them lets it pass, and the service itself has not blocked it.
     *
     * @param findings  at least one
     * @param isBlocked whether the service has put an error or another page in the place of the message, so that nothing is there to pass
     * @param from what the log says besides about the service
     */
    Verdict of(List<Finding> findings, boolean isBlocked, String from) {
        Finding finding = findings.stream()
                .filter(each -> rules.on(each.sort()) == OnFinding.REJECT)
                .findFirst()
                .orElse(findings.getFirst());
        String said = finding.source() + "; " + from;
        return switch (isBlocked ? OnFinding.REJECT : rules.on(finding.sort())) {
            case REJECT -> new Verdict.Reject(rules.refusal(finding.name()), said);
            case PASS -> new Verdict.Accept(new Remarks(said, Optional.empty()));
        };
    }
}
