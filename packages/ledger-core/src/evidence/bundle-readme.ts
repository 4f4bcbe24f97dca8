/** What lies in every bundle, so that it can be checked without any software of ours. */
export const README = `A project of a procurement ledger, with the proof of every event.

WHAT IS HERE
  checkpoint            what the ledger signed: its name, how many events it has, their root, signatures
  keys.txt              the ledger's verifier keys, if it gave them. TAKE THE KEY FROM ELSEWHERE: whoever
                        forged this bundle would have put his own key here.
  consistency           only where it was asked for (--since): that the log begins with an older checkpoint
  events/000000/        the first event of the project; events/000001/ the second; and so on
    leaf                what the ledger commits to, as one line of JSON
    data, meta          the facts, and who stated them when: the very bytes that were written
    personal            names and free texts. Absent if there were none, or if they were erased: then a later
                        event of type PersonalDataErased names this one in "target"
    *.salt              32 random bytes beside each part
    receipt             that the leaf is in the tree: a C2SP tlog-proof, which can be passed on by itself

WITH THE PROGRAM
  ledger verify <this file> --key <key> [--since <a checkpoint that you kept>]

BY HAND, in the folder of an event
  1. Each part is what the leaf commits to. This prints the value that "leaf" has under "parts", "data":
       { printf 'procurement-ledger/part/v1\\n'; cat data.salt data; } | openssl dgst -sha256 -binary | base64
     The same for meta and personal.
  2. The hash of the leaf. The next event of the project must have it under "prev":
       { printf '\\000'; cat leaf; } | openssl dgst -sha256 -binary | base64
     The first event has the hash of nothing there: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
     "rev" counts from 0 without a gap.
  3. The leaf is in the tree. receipt holds "index", then one hash a line up to the empty line. Begin with the
     hash of step 2, with fn = index and sn = (second line of checkpoint) - 1. For each line:
       if fn is odd, or fn equals sn:  hash = SHA-256( 0x01 line hash ), then halve fn and sn, rounding down,
                                       as long as fn is even and not 0
       otherwise:                      hash = SHA-256( 0x01 hash line )
       then halve fn and sn once more, rounding down.
     At the end sn is 0 and the hash is the third line of checkpoint. (RFC 9162, 2.1.3.2; lines are base64.)
     All receipts end with the text of checkpoint.
  4. The checkpoint is signed. A line "- <name> <base64>" (the dash is an em dash) holds 4 bytes of key id and
     64 bytes of Ed25519 signature over the first three lines, the newlines included. A key "<name>+<id>+<base64>"
     holds a byte 0x01 and 32 bytes of key:
       head -n 3 checkpoint > text
       sed -n 's/^\\xe2\\x80\\x94 [^ ]* //p' checkpoint | head -n 1 | base64 -d | tail -c 64 > signature
       { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d+ -f3- key | base64 -d | tail -c 32; } > key.der
       openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature
  5. The log begins with the checkpoint that you kept. consistency holds "old" and its size, then one hash a line
     up to the empty line, then the text of checkpoint. If the size is a power of two, put the third line of the
     kept checkpoint before the hashes. Begin with fn = size - 1 and sn = (second line of checkpoint) - 1, and halve
     both, rounding down, as long as fn is odd; fr and sr are the first hash. For each further line:
       if fn is odd, or fn equals sn:  fr = SHA-256( 0x01 line fr ) and sr = SHA-256( 0x01 line sr ), then halve fn
                                       and sn, rounding down, as long as fn is even and not 0
       otherwise:                      sr = SHA-256( 0x01 sr line )
       then halve fn and sn once more, rounding down.
     At the end sn is 0, fr is the third line of the kept checkpoint, and sr that of checkpoint. (RFC 9162, 2.1.4.2.)
     Two checkpoints of one size have one root.

WHAT IT DOES NOT PROVE
  That the project has no further events: ask the ledger for a newer bundle. That times are true: they are the
  ledger's own statement. That a fact is true. That the ledger shows everybody the same history: keep the
  checkpoint, and hold a later bundle or the ledger against it (ledger bundle --since, ledger verify --since).
`
