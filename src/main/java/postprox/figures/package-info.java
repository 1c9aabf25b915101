/** What has happened, in numbers: {@link postprox.figures.Figures} takes the events, and others ask it. */
package postprox.figures;
