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
     * The verdict on a message with findings. It passes only if each of them lets it pass.
     *
     * @param findings at least one
     * @param from what the log says besides about the service
     */
    Verdict of(List<Finding> findings, String from) {
        Finding finding = findings.stream()
                .filter(each -> rules.on(each.sort()) == OnFinding.REJECT)
                .findFirst()
                .orElse(findings.getFirst());
        String said = finding.source() + "; " + from;
        return switch (rules.on(finding.sort())) {
            case REJECT -> new Verdict.Reject(rules.refusal(finding.name()), said);
            case PASS -> new Verdict.Accept(new Remarks(said, Optional.empty()));
        };
    }
}
