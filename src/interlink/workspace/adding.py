"""Records that no source describes yet: a source proposed, tried and kept."""

from __future__ import annotations

from pathlib import Path

from interlink.access.view import View
from interlink.errors import ChangedMeanwhile, SettingsError, SpecError
from interlink.loads.preview import Preview, preview
from interlink.loads.report import LoadReport
from interlink.mapping.proposal import Proposal, propose
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from interlink.progress import Progress, silent
from interlink.sources import shelf, source_files
from interlink.workspace.loading import Loading

__all__ = ["Adding"]


class Adding(Loading):
    """The doors of those who bring in what nobody has described."""

    def propose_source(
        self,
        file: str | Path,
        *,
        name: str | None = None,
        encoding: str | None = None,
        sheet: str | None = None,
        view: View | None = None,
    ) -> Proposal:
        """A source for a file, with what was guessed as comments; see `interlink.mapping.proposal`."""
        self._act("collect", "collection", {"what": "propose source", "file": Path(file).name}, view=view)
        return propose(Path(file), name=name, encoding=encoding, sheet=sheet)

    def preview(self, text: str, file: str | Path, *, view: View | None = None) -> Preview:
        """What the source that `text` describes makes of a file; nothing is loaded.

        Raises
        ------
        SpecError, ReadError   the source is wrong, or the file is not what it says
        """
        self._act("collect", "collection", {"what": "preview", "file": Path(file).name}, view=view)
        return preview(self._described(text), self.ontology, Path(file))

    def save_source(self, text: str, *, view: View | None = None) -> Path:
        """Keeps a source in the folder of one's own, under its name, so that its files can be loaded.

        Raises
        ------
        SpecError          it is wrong, or has the name of a shipped source
        ChangedMeanwhile   another of this name is there, and says something else
        SettingsError      the folder cannot be written
        """
        path, _ = self._save(self._described(text), text, view)
        return path

    def add_records(
        self, text: str, file: str | Path, *, progress: Progress = silent, view: View | None = None
    ) -> LoadReport:
        """Keeps a source as `save_source` does and loads a file of it, or does neither.

        Raises
        ------
        SpecError, ChangedMeanwhile, SettingsError   as of `save_source`
        ReadError, LoadError                         as of `load`; a source that was not there before is gone
        """
        spec = self._described(text)
        path, is_new = self._save(spec, text, view)
        try:
            return self.load(spec.source, [file], progress=progress, view=view)
        except BaseException:
            # Somebody else may have loaded a file of it meanwhile, or does: then it is theirs as well.
            if is_new and all(row.state == "failed" for row in self._ledger.loads(source=spec.source)):
                done = {"what": "take source back", "source": spec.source}
                self._act("collect", "collection", done, view=view)
                path.unlink(missing_ok=True)
            raise

    def _save(self, spec: SourceSpec, text: str, view: View | None) -> tuple[Path, bool]:
        """The source's file, and whether it was not there before."""
        self._act("collect", "collection", {"what": "save source", "source": spec.source}, view=view)
        if spec.source in source_files():
            raise SpecError([f"source: '{spec.source}' is the name of a shipped source; choose another"])
        path = self.settings.own_sources / f"{spec.source}.yaml"
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            if path.read_text(encoding="utf-8") != text:
                raise ChangedMeanwhile(
                    f"a source is called '{spec.source}' already and says something else: choose another"
                    f" name, or edit {path}"
                ) from None
            return path, False
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}. Check its rights.") from None
        return path, True

    def _described(self, text: str) -> SourceSpec:
        """The source that a text describes, which may extend one of this home."""
        return parse_source(text, "source", extended=shelf(self.settings.own_sources).fields)
