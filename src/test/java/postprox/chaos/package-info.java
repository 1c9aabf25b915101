/** The real program under sudden faults: killed processes, a full disk, a silent next hop. */
@org.jspecify.annotations.NullMarked
package postprox.chaos;
