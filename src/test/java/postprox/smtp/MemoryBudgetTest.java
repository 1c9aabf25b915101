package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    /** A client that sends many short lines takes memory too. */
    @Test
    void stringCostsItsTextAndItsObject() {
        assertThat(MemoryBudget.cost("")).isPositive();
        assertThat(MemoryBudget.cost("x".repeat(1000)) - MemoryBudget.cost("")).isEqualTo(1000);
    }

    @Test
    void unlimitedBudgetRefusesNothing() {
        MemoryBudget budget = MemoryBudget.UNLIMITED;
        budget.charge(Long.MAX_VALUE);
        assertThat(budget.hasRoom()).isTrue();
        assertThat(budget.reserve(Long.MAX_VALUE)).isTrue();
    }
}
