-- Takes the files of ours.py into FlaskBB's tables, as its own services would have left them:
-- counters, first and last posts. psql runs it, given: password, posts_per_page, topics_per_page.
ALTER DATABASE postgres SET timezone = 'UTC';  -- what FlaskBB takes a moment from the database for
SET timezone = 'UTC';

CREATE TEMP TABLE person (id int, name text, email text, role text, joined timestamptz);
CREATE TEMP TABLE room (id int, name text, description text, position int, audience text);
CREATE TEMP TABLE thread (id int, room int, author int, title text, began timestamptz, views int, is_locked bool, is_pinned bool);
CREATE TEMP TABLE post (id int, thread int, author int, body text, at timestamptz);
\copy person FROM 'people.csv' CSV
\copy room FROM 'rooms.csv' CSV
\copy thread FROM 'threads.csv' CSV
\copy post FROM 'posts.csv' CSV
ANALYZE person, room, thread, post;

BEGIN;
TRUNCATE users, categories, forums, topics, posts CASCADE;  -- the one administrator, the welcome
SET LOCAL session_replication_role = replica;  -- topics and posts point at each other

INSERT INTO users (id, username, email, password, date_joined, lastseen, login_attempts, activated, language, post_count, primary_group_id)
SELECT p.id, p.name, p.email, :'password', p.joined, p.joined, 0, true, 'en',
       coalesce(c.posts, 0), g.id
FROM person p
JOIN groups g ON g.role = p.role
LEFT JOIN (SELECT author, count(*) AS posts FROM post GROUP BY author) c ON c.author = p.id;

INSERT INTO posts (id, topic_id, user_id, username, content, date_created, hidden)
SELECT p.id, p.thread, p.author, u.username, p.body, p.at, false
FROM post p JOIN users u ON u.id = p.author ORDER BY p.id;

INSERT INTO topics (id, forum_id, title, user_id, username, date_created, last_updated, locked, important, views, post_count, first_post_id, last_post_id, hidden)
SELECT t.id, t.room, t.title, t.author, u.username, t.began, last.at, t.is_locked, t.is_pinned, t.views, c.posts, c.first, c.last, false
FROM thread t
JOIN users u ON u.id = t.author
JOIN (SELECT thread, count(*) AS posts, min(id) AS first, max(id) AS last FROM post GROUP BY thread) c ON c.thread = t.id
JOIN post last ON last.id = c.last
ORDER BY t.id;

INSERT INTO categories (id, title, description, position) VALUES (1, 'Forum', '', 1);

INSERT INTO forums (id, category_id, title, description, position, locked, show_moderators, post_count, topic_count, last_post_id, last_post_user_id, last_post_title, last_post_username, last_post_created)
SELECT r.id, 1, r.name, r.description, r.position, false, false, coalesce(c.posts, 0), coalesce(c.topics, 0),
       last.id, last.user_id, newest.title, last.username, last.date_created
FROM room r
LEFT JOIN (SELECT forum_id, sum(post_count) AS posts, count(*) AS topics FROM topics GROUP BY forum_id) c ON c.forum_id = r.id
LEFT JOIN (SELECT DISTINCT ON (forum_id) * FROM topics ORDER BY forum_id, last_updated DESC) newest ON newest.forum_id = r.id
LEFT JOIN posts last ON last.id = newest.last_post_id;

INSERT INTO forumgroups (forum_id, group_id)
SELECT r.id, g.id FROM room r JOIN groups g ON
    r.audience = 'public' OR g.role IN ('admin', 'super_mod') OR (r.audience = 'customers' AND g.role IN ('mod', 'member'));

UPDATE settings SET value = :'posts_per_page' WHERE key = 'POSTS_PER_PAGE';
UPDATE settings SET value = :'topics_per_page' WHERE key = 'TOPICS_PER_PAGE';
COMMIT;

-- Behind every id that is taken; posts have the highest.
SELECT setval(pg_get_serial_sequence(name, 'id'), (SELECT max(id) FROM posts))
FROM unnest(ARRAY['users', 'categories', 'forums', 'topics', 'posts']) AS name;

VACUUM ANALYZE;
