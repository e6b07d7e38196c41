"""For a class: assignments made of the book's exercises, and notebooks of strangers marked.

A notebook that was handed in is a program by somebody else. It runs in one confined process, which
sends what its answers give for each case (`ssc_lib.classroom.running`). A second one, in which no
line of the notebook is run, compares that with the references and gives the verdicts
(`ssc_lib.classroom.verdicts`). So a notebook may print, patch or define whatever it likes: it can
send results, and no verdict. What confines a process stands in `ssc_lib.classroom.sandbox`, what
becomes of a folder of notebooks in `ssc_lib.classroom.collecting`.
"""
