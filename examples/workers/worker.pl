#!/usr/bin/perl
# A worker in Perl: postprox starts it once, and it answers one message after the other. Run it as
#   --filter worker:/path/to/worker.pl
# A request is lines of name=value and an empty line; an answer is action=... and an empty line (docs/filters/worker.md).
#   REFUSE in the subject   the message is refused
#   REWRITE in the subject  the message passes with one more header field
use strict;
use warnings;

$| = 1;    # Each answer leaves at once; otherwise it stays in a buffer.

# The action for a request. If it dies, the worker ends: the message has no verdict, and on-failure decides.
sub decide {
    my ($request) = @_;
    return 'DUNNO' unless defined $request->{email};    # files=no: only the envelope is known
    open(my $message, '<:raw', $request->{email}) or die "cannot read the message: $!";
    my $subject = '';
    while (my $line = <$message>) {
        last if $line eq "\n";
        $subject = $line if $line =~ /^subject:/i;
    }
    return 'REJECT The worker does not like the subject' if $subject =~ /REFUSE/;
    return 'DUNNO' unless $subject =~ /REWRITE/;
    seek($message, 0, 0) or die "cannot read the message again: $!";
    open(my $out, '>:raw', $request->{outfile}) or die "cannot write outfile: $!";
    print {$out} "X-Worker: rewritten\n", <$message> or die "cannot write outfile: $!";
    close($out) or die "cannot write outfile: $!";
    return 'REPLACE';
}

my %request;
while (my $line = <STDIN>) {    # The end of standard input is the end of the worker.
    chomp $line;
    if ($line =~ /^([^=]+)=(.*)$/) {
        $request{$1} = $2;
        next;
    }
    print 'action=' . decide(\%request) . "\n\n";
    %request = ();
}
