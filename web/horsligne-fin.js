// SPDX-License-Identifier: AGPL-3.0-or-later
// At the door: nobody is signed in on this device any more, so the key of what waits leaves it. What waits stays, sealed.

const r = indexedDB.open('hors-ligne');
r.onupgradeneeded = () => r.transaction.abort();   // it was never used here: nothing is made
r.onerror = (event) => event.preventDefault();
r.onsuccess = () => {
    const tx = r.result.transaction('moi', 'readwrite');
    tx.objectStore('moi').clear();
    tx.oncomplete = () => { r.result.close(); new BroadcastChannel('hors-ligne').postMessage('ferme'); };
};
