player,side,alive_s,opportunities,support,last_death
kiko,Allies,98.5,2,0.612,78.5
zed,Allies,77,1,0.335,95
ömer,Allies,110,1,0.08,
vex,Axis,110.1,0,0.41,80.1
猫neko,Axis,93,0,0.5,63
mona,Axis,120,1,,
