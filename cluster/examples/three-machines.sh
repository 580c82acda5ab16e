#!/bin/bash
# Counts the words of a tree of files on three machines, which are network namespaces of this one. Needs root and redis-server.
#   three-machines.sh CLASSPATH FOLDER        such as target/procession-cluster-0.1.0-SNAPSHOT-all.jar /usr/share/doc
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
class_path=$1
folder=$2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
net=10.213.77
export PROCESSION_AUTHKEY=${PROCESSION_AUTHKEY:-$(head -c 24 /dev/urandom | base64)}
export PROCESSION_CLUSTER=redis://$net.1:6390/words
log=$(mktemp -d)
pids=()

clean() {
  kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  for i in 1 2 3; do ip netns del procession$i 2>/dev/null || true; done
  ip link del procession0 2>/dev/null || true
  rm -rf "$log"
}
trap clean EXIT

ip link add procession0 type bridge
ip addr add $net.1/24 dev procession0
ip link set procession0 up
redis-server --bind $net.1 --port 6390 --protected-mode no --save "" --appendonly no --dir "$log" >"$log/server" &
pids+=($!)
for i in 1 2 3; do
  ip netns add procession$i
  ip link add procession-v$i type veth peer name eth0 netns procession$i
  ip link set procession-v$i master procession0 up
  ip -n procession$i addr add $net.1$i/24 dev eth0
  ip -n procession$i link set eth0 up
  ip -n procession$i link set lo up
  ip netns exec procession$i "$java" --enable-native-access=ALL-UNNAMED -cp "$class_path" \
    io.github.procession.cluster.Main worker --slots 1 >"$log/worker$i" &
  pids+=($!)
done
for i in 1 2 3; do
  until grep -q "is ready" "$log/worker$i"; do
    kill -0 "${pids[$i]}"
    read -rt 0.1 <> <(:) || true
  done
done
"$java" --enable-native-access=ALL-UNNAMED -cp "$class_path" "$here/WordCount.java" "$PROCESSION_CLUSTER" "$folder"
