# An SMTP session that is open for a while: says EHLO, writes the file READY, and sends a message when the file GO is there.
# Arguments: the port, READY, GO. Prints the reply to the message.
import os, smtplib, sys, time

session = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=60)
session.ehlo()
open(sys.argv[2], "w").close()
while not os.path.exists(sys.argv[3]):
    time.sleep(0.1)
session.mail("a@example.org")
session.rcpt("b@example.com")
print(session.data(b"Subject: held\r\n\r\nBody\r\n"))
session.quit()
