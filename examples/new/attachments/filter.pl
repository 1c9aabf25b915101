#!/usr/bin/env perl
# Refuses mail with attachments that Windows would run, by the ends of their names. All other mail passes as it came.
# Names that are cut in pieces (RFC 2231) slip through, and content is not looked at.
#
#   EMAIL     names the file with the message: look, do not touch
#   exit 0    the message passes      exit 1    it is refused, with the last line of standard error as the reply
#   exit 2    this filter failed: the sender comes again (-r)
use strict;
use warnings;
use Encode ();

my $endings = qr/exe|com|scr|pif|bat|cmd|cpl|msi|msp|dll|hta|jar|js|jse|lnk|ps1|reg|vbe|vbs|wsf|wsh/;

# The ending of a name in a header field that makes an attachment one that Windows would run; undef if there is none.
sub ending {
    my ($field) = @_;
    return undef unless $field =~ /^content-(?:type|disposition)[ \t]*:/i;
    my $decoded = eval { Encode::decode('MIME-Header', $field) };
    for my $text ($field, $decoded // '') {
        # Windows does not see dots and blanks at the end of a name.
        return lc $1 if $text =~ /name[*0-9]*[ \t]*=[ \t]*(?:"[^"]*|[^"; \t]*)\.($endings)[. ]*(?:["'; \t]|\z)/i;
    }
    return undef;
}

# The reply that refuses the message, or undef if it passes.
sub decide {
    open my $file, '<:raw', $ENV{EMAIL} or die "cannot read the message: $!\n";
    my $field = '';
    my $in_header = 1;
    while (1) {
        my $line = <$file>;
        $line =~ s/\n\z// if defined $line;
        # The headers of the message and of its parts are looked at, and no text.
        my $ends = !defined $line || $line eq '' || $line =~ /^--/;
        if ($in_header && defined $line && $line =~ /^[ \t]/) {
            $field .= substr $line, 0, 4096 if length $field < 4096;
            next;
        }
        if ($in_header && defined(my $ending = ending($field))) {
            return "550 5.7.1 Attachments of type .$ending are not accepted here";
        }
        last unless defined $line;
        $field = $ends ? '' : substr $line, 0, 4096;
        $in_header = $line =~ /^--/ || $in_header && $line ne '';
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
