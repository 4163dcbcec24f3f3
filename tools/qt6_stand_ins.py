"""Stand-ins for QGIS's classes: widgets that are real Qt 6 widgets, everything else agreeable."""

from __future__ import annotations

import functools
from typing import Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QWidget,
)


class _Agreeable(type):
    """A class that has every attribute that is asked for."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return anything(name)


class Anything(metaclass=_Agreeable):
    """Can be made of anything, called, iterated (over nothing), and is false."""

    def __init__(self, *given: Any, **named: Any) -> None:
        pass

    def __call__(self, *given: Any, **named: Any) -> Anything:
        return Anything()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __iter__(self):
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        return ""


@functools.cache
def anything(name: str) -> type:
    """Return the stand-in class of that name, always the same one."""
    return _Agreeable(name, (Anything,), {})


class QgsSettings:
    """Knows only what it is told as the default."""

    def value(self, key: str, default: Any = None, type: Any = None) -> Any:
        return default

    def setValue(self, key: str, value: Any) -> None:
        pass

    def remove(self, key: str) -> None:
        pass


class Tasks:
    def addTask(self, task: Any) -> int:
        return 1


class QgsApplication:
    """No application of QGIS: no theme, no tasks that run."""

    @staticmethod
    def getThemeIcon(name: str) -> QIcon:
        return QIcon()

    @staticmethod
    def taskManager() -> Tasks:
        return Tasks()

    @staticmethod
    def locale() -> str:
        return "en"


class QgsTask(QObject):
    Flag = anything("Flag")

    def __init__(self, *given: Any) -> None:
        super().__init__()

    def cancel(self) -> None:
        pass


class Project(QObject):
    layersAdded = pyqtSignal(list)
    layersRemoved = pyqtSignal(list)
    layersWillBeRemoved = pyqtSignal(list)
    readProject = pyqtSignal()
    writeProject = pyqtSignal()
    cleared = pyqtSignal()

    def mapLayers(self) -> dict[str, Any]:
        return {}

    def readEntry(self, *given: Any) -> tuple[str, bool]:
        return "", False

    def __getattr__(self, name: str) -> Any:
        return Anything()


class QgsProject:
    _one: Any = None

    @classmethod
    def instance(cls) -> Project:
        cls._one = cls._one or Project()
        return cls._one


class QgsDockWidget(QDockWidget):
    closed = pyqtSignal()
    opened = pyqtSignal()


class QgsCollapsibleGroupBoxBasic(QGroupBox):
    collapsedStateChanged = pyqtSignal(bool)

    def setCollapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed

    def isCollapsed(self) -> bool:
        return getattr(self, "_collapsed", False)

    def setSaveCollapsedState(self, save: bool) -> None:
        pass


class QgsCollapsibleGroupBox(QgsCollapsibleGroupBoxBasic):
    pass


class QgsOptionsPageWidget(QWidget):
    pass


class QgsMapLayerComboBox(QComboBox):
    layerChanged = pyqtSignal(object)

    def setLayer(self, *layer: Any) -> None:
        pass

    def currentLayer(self) -> Any:
        return None

    setFilters = setAllowEmptyLayer = setShowCrs = setExceptedLayerList = setLayer


class QgsRasterBandComboBox(QComboBox):
    bandChanged = pyqtSignal(int)

    def setLayer(self, *layer: Any) -> None:
        pass

    setBand = setShowNotSetOption = setLayer

    def currentBand(self) -> int:
        return -1


class QgsCheckableComboBox(QComboBox):
    def setDefaultText(self, text: str) -> None:
        self.setPlaceholderText(text)

    def addItemWithCheckState(self, text: str, state: Any, data: Any = None) -> None:
        self.addItem(text, data)
        self.setItemCheckState(self.count() - 1, state)

    def setItemCheckState(self, row: int, state: Any) -> None:
        self.setItemData(row, state, Qt.ItemDataRole.CheckStateRole)

    def checkedItemsData(self) -> list[Any]:
        role, ticked = Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked
        rows = range(self.count())
        return [self.itemData(row) for row in rows if self.itemData(row, role) == ticked]


class QgsFileWidget(QWidget):
    fileChanged = pyqtSignal(str)
    StorageMode = anything("StorageMode")

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line)
        row.addWidget(QToolButton())
        self._line.textChanged.connect(self.fileChanged)

    def lineEdit(self) -> QLineEdit:
        return self._line

    def filePath(self) -> str:
        return self._line.text()

    def setFilePath(self, path: str) -> None:
        self._line.setText(path)

    def setDialogTitle(self, *title: Any) -> None:
        pass

    setStorageMode = setFilter = setDialogTitle


class Canvas(QWidget):
    extentsChanged = pyqtSignal()
    scaleChanged = pyqtSignal(float)
    destinationCrsChanged = pyqtSignal()
    mapToolSet = pyqtSignal(object, object)
    layersChanged = pyqtSignal()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()
