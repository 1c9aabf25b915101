package postprox.bench.plan;

import java.util.List;

/** A plan for people, in Markdown. */
public final class PlanText {
    private PlanText() {}

    /**
     * The whole text.
     *
     * @param words inputs, {@code NAME=VALUE}; what is not named has its standard value
     * @throws BadInput if one of them cannot be
     */
    public static String of(List<String> words) throws BadInput {
        Plan plan = new Plan(Inputs.parse(words));
        Limit first = Limit.of(plan).getFirst();
        return plan.inputs().table().text() + "\n" + Need.table(plan).text() + "\n"
                + Limit.table(plan).text()
                + "\nFirst to end: " + first.part() + ", at " + Figures.text(first.bears())
                + " messages a second. Needed: "
                + Figures.text(plan.rate()) + ".\n";
    }
}
