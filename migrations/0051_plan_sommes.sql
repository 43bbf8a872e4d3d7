-- What each action costs and receives is summed at each view of the plan: from these indexes alone, in their order.

CREATE INDEX plan_cout_somme ON plan_cout (action_id, ht, tva);
DROP INDEX plan_cout_action;
CREATE INDEX plan_financement_somme ON plan_financement (action_id, etat, nature, montant, verse);
DROP INDEX plan_financement_action;
