#!/usr/bin/env perl
# Refuses mail with certain words in its subject. All other mail passes as it came.
#
#   EMAIL     names the file with the message: look, do not touch
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
use strict;
use warnings;
use Encode ();

my $words = qr/lottery|casino/i;
my $refusal = '550 5.7.1 We do not play the lottery';

# The header's fields, each in one line: a long one is folded over lines that begin with a blank (RFC 5322 section 2.2.3).
sub header {
    open my $file, '<:raw', $ENV{EMAIL} or die "cannot read the message: $!\n";
    my @fields;
    while (my $line = <$file>) {
        $line =~ s/\n\z//;
        last if $line eq '';
        if ($line =~ /^[ \t]/) {
            $fields[-1] .= $line if @fields && length $fields[-1] < 4096;
        } else {
            push @fields, $line;
        }
    }
    return @fields;
}

# The reply that refuses the message, or undef if it passes.
sub decide {
    for my $field (header()) {
        next unless $field =~ /^subject[ \t]*:(.*)/is;
        my $subject = $1;
        # Encoded words (RFC 2047) are decoded, or stay as they are if they cannot be.
        my $decoded = eval { Encode::decode('MIME-Header', $subject) };
        return $refusal if ($decoded // $subject) =~ $words || $subject =~ $words;
    }
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
