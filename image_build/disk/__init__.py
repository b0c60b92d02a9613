"""Makes a card as one file: partition table, FAT, erofs and ext4, without root, loop device or mount. It knows no package."""
