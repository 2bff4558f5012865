# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings;
my $string = 'AQBZiysJpfq3ackqoR9powHXfgUPZeq9gfXOqeOVOf4WMkMq99wF8nWMIPMMBkVM+3+sph+85rttJCHFwc27WVBxOsjc+Jljuj3c9cQorNN8GmaOPZ/3O5FMPN/PVo7rMf6vfzOptTiNen4Vy+rKgEy3s/ZTw8OH4yhGYcpvHf102SusYbm37Wpi/8NKWvyGLtBDx18wGbet7kjwWd38S880Z/1wLmPv0Lb/fCCC73tDiF+UEMlvd4+svHleHPRDED7zj9xphRZuBdnLMrL53uLsqgxVFFjfsPBfq2IHmUAQees7fa/Yu8UbRL7JuP0Wfi4IS/pZCSu5C8wZKWsCOZ30WULSLezmzPSx1065GVSvtavNvxRj0IN9XQ==';
print "namespace: {name: mallory}\nx: &s $string\nexternal_secrets:\n  stores:\n";
print "  - {name: v$_, provider: {doppler: {auth: {secretRef: {dopplerToken: {sealed: *s}}}}}}\n" for 1 .. 2000;
