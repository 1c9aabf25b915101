package postprox.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import postprox.figures.Count;
import postprox.figures.Course;
import postprox.figures.Figures;
import postprox.figures.Window;
import tools.jackson.core.JsonGenerator;

/** The part {@code windows} of the answer to {@code status}: the mail of a quarter of an hour and of an hour, step by step. */
final class StatusWindows {
    private static final List<Count> BY_STEP =
            List.of(Count.ACCEPTED, Count.REFUSED, Count.DEFERRED, Count.QUARANTINED, Count.DISCARDED);

    private StatusWindows() {}

    static void write(JsonGenerator json, Figures figures) {
        StatusValues.time(json, "counting_since", figures.begin());
        json.writeArrayPropertyStart("windows");
        for (Window window : Window.values()) {
            write(json, figures.course(window), Instant.now());
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Course course, Instant now) {
        Duration step = course.window().step();
        Duration before = step.multipliedBy(course.steps().size() - 1L);
        json.writeStartObject();
        json.writeNumberProperty("step_seconds", step.toSeconds());
        StatusValues.time(json, "from", now.minus(course.current()).minus(before));
        json.writeObjectPropertyStart("sums");
        for (Count count : Count.values()) {
            json.writeNumberProperty(StatusValues.name(count), course.whole().of(count));
        }
        json.writeEndObject();
        json.writeNumberProperty("filtered_sum", course.whole().filtered());
        StatusValues.seconds(json, "filter_median_seconds", course.whole().median());
        StatusValues.seconds(json, "filter_p99_seconds", course.whole().slow());
        for (Count count : BY_STEP) {
            numbers(json, StatusValues.name(count), course, of -> of.of(count));
        }
        numbers(json, "filtered", course, Course.Step::filtered);
        millis(json, "filter_median_millis", course, Course.Step::median);
        millis(json, "filter_p99_millis", course, Course.Step::slow);
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, Course course, ToLongFunction<Course.Step> number) {
        json.writeArrayPropertyStart(name);
        course.steps().forEach(step -> json.writeNumber(number.applyAsLong(step)));
        json.writeEndArray();
    }

    /** In tenths of a millisecond: these are many numbers, and each has an error of an eighth. */
    private static void millis(
            JsonGenerator json, String name, Course course, Function<Course.Step, Duration> duration) {
        json.writeArrayPropertyStart(name);
        course.steps()
                .forEach(
                        step -> json.writeNumber(Math.round(duration.apply(step).toNanos() / 1e5) / 10.0));
        json.writeEndArray();
    }
}
