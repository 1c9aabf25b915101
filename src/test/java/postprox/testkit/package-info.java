/** What tests of a conversation are made of: a client, a next hop and a log that do as they are told and remember it. */
@NullMarked
package postprox.testkit;

import org.jspecify.annotations.NullMarked;
