package postprox.filter.worker;

import java.time.Duration;
import postprox.filter.policy.RequestState;

/**
 * The administrator's settings of a worker.
 *
 * @param name    the filter's name in the log
 * @param workers how many processes run at once
 * @param recycle after how many messages a process is ended; 0 if it is never for that reason
 * @param idle    after how much time without a message a process ends, if it is not the only one
 * @param state   when Postfix would ask
 * @param files   whether a worker is given the message and the files that it may write
 */
public record WorkerRules(String name, int workers, int recycle, Duration idle, RequestState state, boolean files) {}
