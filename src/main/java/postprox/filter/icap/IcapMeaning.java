package postprox.filter.icap;

import java.util.Optional;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.virus.VirusRules;

/**
 * What a service's findings mean for a message.
 *
 * @param onRedirect what becomes of a message in whose place another page is named
 */
public record IcapMeaning(VirusRules rules, OnRedirect onRedirect) {
    /**
     * The verdict on a message with a finding.
     *
     * @param from what the log says besides about the service
     */
    Verdict of(Finding finding, String from) {
        String said = finding.source() + "; " + from;
        return switch (rules.on(finding.sort())) {
            case REJECT -> new Verdict.Reject(rules.refusal(finding.name()), said);
            case PASS -> new Verdict.Accept(new Remarks(said, Optional.empty()));
        };
    }
}
