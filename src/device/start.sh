#!/bin/sh
# Unpacks what lies beside this file and measures: sh start.sh --out result.json
# Wants tar and Python (with PyTorch and transformers for their figures); no network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

(cd "$here" && sha256sum --check --quiet SHA256SUMS >&2) || {
  echo "Cannot start: a file of the kit is not as it was packed; copy the folder again" >&2
  exit 3
}

unpack() {
  if command -v xz >/dev/null; then
    xz -dc "$1"
  else
    python3 -c 'import lzma, shutil, sys
shutil.copyfileobj(lzma.open(sys.argv[1]), sys.stdout.buffer)' "$1"
  fi
}
unpack "$here/deno.xz" >"$work/deno"
chmod +x "$work/deno"
mkdir "$work/kit" "$work/tmp"
unpack "$here/kit.tar.xz" | tar -xf - -C "$work/kit"

# The loader comes along, for machines that have a driver and none.
if [ -f "$work/kit/vulkan/libvulkan.so.1" ] &&
  ! { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q libvulkan.so.1; then
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$work/kit/vulkan"
fi
# A driver that is mounted rather than installed has its manifest elsewhere.
mounted=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] && [ -f "$mounted" ]; then
  export VK_DRIVER_FILES="$mounted"
fi
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$work/tmp}"
export DENO_DIR="$work/deno-dir" DENO_NO_UPDATE_CHECK=1 ONEPASS_CACHE="$work/cache"
export TORCHINDUCTOR_CACHE_DIR="$work/inductor" TMPDIR="$work/tmp"

"$work/deno" run --quiet --no-prompt --allow-all --config "$work/kit/deno.json" \
  "$work/kit/src/cli/device_check.ts" --commit "$(cat "$work/kit/COMMIT")" "$@"
