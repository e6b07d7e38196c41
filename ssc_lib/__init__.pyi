# The short names of the library: loaded on first use (see __init__.py), seen by editors at once.

# rooms, and the modules of single chapters
from . import album as album
from . import chance as chance
from . import checks as checks
from . import classroom as classroom
from . import commands as commands
from . import generator as generator
from . import judging as judging
from . import magenta as magenta
from . import music as music
from . import networks as networks
from . import show as show
from . import sound as sound
from .chance import coins as coins
from .chance import dice as dice
from .chance import games as games
from .chance import groups as groups
from .chance import hierarchy as hierarchy
from .chance import markov as markov
from .chance import noise as noise
from .chance import poisson as poisson
from .chance import screens as screens
from .chance import sieves as sieves
from .chance import walks as walks
from .music import corpus as corpus
from .music import keys as keys
from .networks import training as training

# the sentence
from .generator import Generator as Generator
from .generator import sample as sample
from .generator import bits_per_event as bits_per_event
from .generator import log_probabilities as log_probabilities
from .beam import Beam as Beam
from .beam import beam_search as beam_search
from .composing import compose as compose

# music
from .music.melody import Melody as Melody
from .music.events import NO_EVENT as NO_EVENT
from .music.events import NOTE_OFF as NOTE_OFF
from .music.onehot import OneHot as OneHot
from .music.lookback import Lookback as Lookback
from .music.keymelody import KeyMelody as KeyMelody
from .music.copies import Copies as Copies
from .music.keys import Key as Key
from .music.keys import key as key
from .music.midi import read_midi as read_midi
from .music.explain import explain as explain
from .music.rolls import PianoRoll as PianoRoll
from .music.chorales import chorales as chorales
from .music.multitrack import Multitrack as Multitrack
from .music.multitrack import Track as Track
from .music.multitrack import read_multitrack as read_multitrack
from .music.score import read_score as read_score
from .music.score import to_score as to_score
from .music.score import write_musicxml as write_musicxml

# generators and processes
from .chance.coins import Coin as Coin
from .chance.coins import Uniform as Uniform
from .chance.coins import Unigram as Unigram
from .chance.copylimit import CopyLimit as CopyLimit
from .chance.dice import DiceTable as DiceTable
from .chance.markov import MarkovChain as MarkovChain
from .chance.memory import Memory as Memory
from .chance.ngram import NGram as NGram
from .chance.votes import Jury as Jury
from .chance.poisson import poisson_times as poisson_times
from .chance.screens import screen_chain as screen_chain
from .chance.walks import random_walk as random_walk
from .chance.walks import reflect as reflect
from .chance.walks import Walk as Walk
from .networks.loading import load_network as load_network
from .networks.network import Network as Network

# judging
from .judging.ladder import ladder as ladder
from .judging.originality import longest_copies as longest_copies
from .judging.originality import longest_copy as longest_copy

# the ear and the eye
from .sound.drums import beat as beat
from .sound.midi import write_midi as write_midi
from .sound.mix import render as render
from .sound.mix import write_mp3 as write_mp3
from .sound.tone import Tone as Tone
from .show.engraving import engrave as engrave
from .show.motion import animate as animate
from .show.pianoroll import plot_pianoroll as plot_pianoroll
from .show.player import listen as listen
from .show.report import cleaning_report as cleaning_report
from .show.vote import blind as blind

# exercises
from .checks import check as check

__version__: str
