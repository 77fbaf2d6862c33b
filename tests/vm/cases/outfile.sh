# Output files: as the user who called sudo would make them, and nothing that somebody laid out for root
sudo_as() { SUDO_UID=1000 SUDO_GID=1000 SUDO_USER=tester "$@"; }
owner() { stat -c '%U:%a' "$1"; }
chmod 755 .
mkdir own shared roots
chown tester own
chmod 1777 shared
set -- ftrun -q -l icmp_rcv

(umask 027; sudo_as run "$@" -o own/x.txt -- true; status_is 0 "through sudo, in a folder of the user's")
is "$(owner own/x.txt)" tester:640 "its owner is the user, its mode by the umask"
sudo_as run "$@" -o own/x.txt -- true
status_is 0 "once more, over the old one"
sudo_as run "$@" -o shared/x.txt -- true
is "$status $(owner shared/x.txt)" "0 tester:644" "in a folder that everybody can write"
sudo_as run "$@" -o roots/x.txt -- true
is "$status $(owner roots/x.txt)" "0 root:644" "in a folder of root's: root does it"

echo precious >roots/file
chmod 666 roots/file
ln -s "$T/roots/file" own/link
ln -s "$T/roots/file" shared/link
ln -s "$T/roots" shared/folder
ln -s "$T/roots/new" shared/new
ln roots/file shared/hard
chmod 600 roots/file
sudo_as refuses 'Permission denied|symbolic link' "through sudo, a link to root's file" -l icmp_rcv -o own/link
sudo_as refuses 'Permission denied' "through sudo, a folder behind a link" -l icmp_rcv -o shared/folder/y.txt -R graph
refuses 'symbolic link' "as root, a planted link" -l icmp_rcv -o shared/link -R graph
refuses 'symbolic link' "as root, a planted link to nothing" -l icmp_rcv -o shared/new -R graph
refuses 'Permission denied' "as root, a planted hard link" -l icmp_rcv -o shared/hard -R graph
su tester -c 'echo theirs >shared/theirs.txt'
refuses 'Permission denied' "as root, somebody else's file" -l icmp_rcv -o shared/theirs.txt
is "$(cat roots/file shared/theirs.txt)" "precious
theirs" "none of them was written"
ok "none was made" [ ! -e roots/new ]

cp /bin/ftrun setuid
chmod 4755 setuid
run su tester -c './setuid -l icmp_rcv -- true'
complains 'set-uid' "set-uid: refuses"
