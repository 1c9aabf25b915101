/** The real program under faults that nobody announces: killed processes, a full disk, a silent next hop. */
@org.jspecify.annotations.NullMarked
package postprox.chaos;
