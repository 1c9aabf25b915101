#!/usr/bin/env perl
# Puts [EXTERNAL] in front of the subject of mail from outside. Mail from $our_domain passes as it came.
# The envelope sender is only the client's word: have Postfix refuse forged senders first.
#
#   EMAIL     names the file with the message: look, do not touch
#   OUTFILE   names an empty file: what you write there passes in the message's place
#   exit 0    the message passes      exit 2    this filter failed: the sender comes again (-r)
use strict;
use warnings;

my $our_domain = 'example.com';
my $tag = '[EXTERNAL]';

# The reply that refuses the message, or undef if it passes. This filter refuses none.
sub decide {
    # The whole address: SENDER is cut after 99 bytes, and a stranger chooses where.
    return undef if $ENV{SENDER_FULL} =~ /\@\Q$our_domain\E\z/i;

    open my $file, '<:raw', $ENV{EMAIL} or die "cannot read the message: $!\n";
    my $content = do { local $/; <$file> } // '';
    my ($header, $rest) = $content =~ /\A(.*?\n)(\n.*|)\z/s ? ($1, $2) : ($content, '');
    if ($header !~ /^subject[ \t]*:/mi) {
        $header = "Subject: $tag\n$header";
    } elsif ($header =~ /^subject[ \t]*:.*\Q$tag\E/mi) {
        return undef;
    } else {
        $header =~ s/^(subject[ \t]*:)[ \t]*/$1 $tag /mi;
    }

    open my $out, '>:raw', $ENV{OUTFILE} or die "cannot write OUTFILE: $!\n";
    print {$out} $header, $rest or die "cannot write OUTFILE: $!\n";
    close $out or die "cannot write OUTFILE: $!\n";
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
