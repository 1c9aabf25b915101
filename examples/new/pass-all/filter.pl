#!/usr/bin/env perl
# Lets all mail pass: the frame for a filter of your own.
#
#   EMAIL     names the file with the message: look, do not touch
#   OUTFILE   names an empty file: what you write there passes in the message's place
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
use strict;
use warnings;

# The reply that refuses the message, or undef if it passes.
sub decide {
    open my $file, '<:raw', $ENV{EMAIL} or die "cannot read the message: $!\n";
    # Your rules stand here, such as this one. The values come from strangers: decide by the whole one, SENDER_FULL.
    #   return '550 5.7.1 No mail from there' if $ENV{SENDER_FULL} =~ /\@spam\.example\z/i;
    return undef;
}

# An error is no refusal: die would end with any status, also with 1, which refuses the mail for good.
my $reply = eval { decide() };
if ($@) {
    print STDERR $@;
    exit 2;
}
if (defined $reply) {
    print STDERR "$reply\n";
    exit 1;
}
exit 0;
