"""Melody RNN's files and rules, behind one door.

=========================  ===================================================================
`read_bundle`              a network in a ``.mag`` file; `to_arrays` and `to_settings` put it
                           into the words of our own
`original_primer`          the primer that the original's model would have heard
`convert_folder`           MIDI, MusicXML and ABC files as one TFRecord file of note sequences
`read_dataset`             the melodies in such a file
`write_examples`           melodies as the original's trainer reads them
`framed`, `read_tfrecord`  the records of a TFRecord file
`wire`                     the messages inside: the wire format of Protocol Buffers
=========================  ===================================================================

The rest of the library imports these from here, and nothing from the modules within. They load on
first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
